import type { Money, Product } from '@arcade/contracts';
import { useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AddToCart } from '../parts/add-to-cart.tsx';
import { Loaded } from '../parts/loading.tsx';
import { PhotoTurntable } from '../parts/photo-turntable.tsx';
import { Price } from '../parts/price.tsx';
import { ProductFacts } from '../parts/product-facts.tsx';
import { Rating } from '../parts/rating.tsx';
import { Reviews } from '../parts/reviews.tsx';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { categoryTitle } from '../shop/category-title.ts';
import { onProduct, withNews } from '../shop/live.ts';
import { productsApi } from '../shop/operations.ts';
import { priceNews } from '../shop/price-news.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

export function ProductPage() {
  const productId = useRoute().params['productId'] ?? '';
  const { resource, reload, replace } = useResource(
    productId,
    async () => (await api.call(productsApi.getProduct, { params: { productId } })).body,
  );
  const [was, setWas] = useState<Money | undefined>();
  const shown = useRef(resource);
  shown.current = resource;
  useEffect(() => {
    setWas(undefined);
    return onProduct((event) => {
      if (event.productId !== productId) return;
      const now = shown.current;
      if (event.change === 'price') {
        setWas(event.oldPrice);
        announce(priceNews(event.oldPrice, event.price) ?? '');
      }
      if (now.state === 'ready') replace(withNews(now.value, event));
      if (event.change === 'details' || event.change === 'status') void reload();
    });
  }, [productId]);
  return (
    <Loaded
      resource={resource}
      retry={() => void reload()}
      heading="A thing for your room"
      skeleton={<ProductSkeleton />}
    >
      {(product) => <ProductView key={productId} product={product} was={was} reload={() => void reload()} />}
    </Loaded>
  );
}

interface ProductViewProps {
  readonly product: Product;
  readonly was: Money | undefined;
  readonly reload: () => void;
}

function ProductView({ product, was, reload }: ProductViewProps) {
  useTitle(product.name);
  const news = was === undefined ? undefined : priceNews(was, product.price);
  const [category] = product.categories;
  return (
    <>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/">Everything</a>
        {category !== undefined && (
          <>
            {' / '}
            <a href={`/?category=${category}`}>{categoryTitle(category)}</a>
          </>
        )}
      </nav>
      <div class="product">
        <PhotoTurntable images={product.images} />
        <div class="product-text">
          <h1>{product.name}</h1>
          <p class="product-price">
            <Price money={product.price} was={was} />
            <Rating {...product.rating} />
          </p>
          {news !== undefined && <p class="notice">{news}</p>}
          <AddToCart product={product} />
          <p class="description">{product.description}</p>
          <ProductFacts product={product} />
        </div>
      </div>
      <Reviews product={product} reload={reload} />
    </>
  );
}

const ProductSkeleton = () => (
  <>
    <div class="skeleton skeleton-line crumbs" />
    <div class="product" aria-hidden="true">
      <div class="turntable">
        <div class="stage">
          <div class="skeleton photo" />
        </div>
      </div>
      <div class="product-text">
        <div class="skeleton skeleton-title" />
        <div class="skeleton skeleton-line" />
        <div class="skeleton skeleton-button" />
      </div>
    </div>
  </>
);
