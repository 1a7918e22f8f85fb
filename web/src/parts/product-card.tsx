import type { ProductSummary } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { Photo } from './photo.tsx';
import { Rating } from './rating.tsx';

export const ProductCard = ({ product, eager }: { product: ProductSummary; eager: boolean }) => {
  const { available } = product.availability;
  return (
    <article class="card">
      <a href={`/products/${product.productId}`} class="card-link">
        <Photo image={product.image} sizes="(min-width: 1100px) 270px, (min-width: 700px) 33vw, 50vw" eager={eager} />
        <h2>{product.name}</h2>
      </a>
      <p class="card-line">
        <strong>{formatMoney(product.price)}</strong>
        <Rating {...product.rating} />
      </p>
      {available === 0 && <p class="tag tag-muted">Sold out</p>}
      {available > 0 && available <= 5 && <p class="tag tag-warn">Only {available} left</p>}
    </article>
  );
};
