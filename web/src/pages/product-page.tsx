import { productsApi, type Money, type Product } from '@arcade/contracts';
import { useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Loaded } from '../parts/loading.tsx';
import { PhotoTurntable } from '../parts/photo-turntable.tsx';
import { Price } from '../parts/price.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { QuantityStepper } from '../parts/quantity-stepper.tsx';
import { Rating } from '../parts/rating.tsx';
import { Reviews } from '../parts/reviews.tsx';
import { api } from '../shop/api.ts';
import { addToCart } from '../shop/cart.ts';
import { onProduct, withNews } from '../shop/live.ts';
import { toast } from '../shop/toasts.ts';
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
      if (event.change === 'price') setWas(event.oldPrice);
      const now = shown.current;
      if (now.state === 'ready') replace(withNews(now.value, event));
      if (event.change === 'details' || event.change === 'status') void reload();
    });
  }, [productId]);
  return (
    <Loaded resource={resource} retry={() => void reload()}>
      {(product) => <ProductView product={product} was={was} reload={() => void reload()} />}
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
  return (
    <>
      <p class="crumbs">
        <a href="/">Everything</a>
        {product.categories.slice(0, 1).map((category) => (
          <span key={category}>
            {' '}
            / <a href={`/?category=${category}`}>{category.replaceAll('-', ' ')}</a>
          </span>
        ))}
      </p>
      <div class="product">
        <PhotoTurntable images={product.images} />
        <div class="product-text">
          <h1>{product.name}</h1>
          <p class="product-price">
            <Price money={product.price} was={was} />
            <Rating {...product.rating} />
          </p>
          {was !== undefined && (
            <p class="notice" role="status">
              The price has just changed.
            </p>
          )}
          <p>{product.description}</p>
          <AddToCart product={product} />
          <Facts product={product} />
        </div>
      </div>
      <Reviews product={product} reload={reload} />
    </>
  );
}

function AddToCart({ product }: { product: Product }) {
  const [quantity, setQuantity] = useState(1);
  const [busy, setBusy] = useState(false);
  const { available } = product.availability;
  const add = async () => {
    setBusy(true);
    await attempt(async () => {
      const cart = await addToCart(product.productId, quantity);
      const line = cart.items.find((item) => item.productId === product.productId);
      const short = line?.problems.some(({ code }) => code === 'insufficient-stock') === true;
      toast(short ? `Only ${line?.held ?? 0} could be held for you.` : `${product.name} is in your cart.`, {
        href: '/cart',
        text: 'To the cart',
      });
    });
    setBusy(false);
  };
  return (
    <div class="buy">
      <QuantityStepper
        quantity={quantity}
        label="Quantity"
        max={Math.max(1, Math.min(99, available))}
        onChange={setQuantity}
      />
      <button class="primary" type="button" disabled={busy || available === 0} onClick={() => void add()}>
        {available === 0 ? 'Sold out' : 'Add to cart'}
      </button>
      <p class="muted" data-testid="availability">
        {available === 0 && 'None left at the moment.'}
        {available > 0 && (available <= 10 ? `${available} left.` : 'In stock.')}
      </p>
    </div>
  );
}

const centimetres = (metres: number) => `${Math.round(metres * 1000) / 10} cm`;

const Facts = ({ product: { attributes, dimensions } }: { product: Product }) => (
  <dl class="facts">
    {dimensions !== null && (
      <>
        <dt>Size</dt>
        <dd>
          {centimetres(dimensions.width)} wide, {centimetres(dimensions.height)} high, {centimetres(dimensions.depth)}{' '}
          deep
        </dd>
      </>
    )}
    {Object.entries(attributes).map(([name, value]) => (
      <>
        <dt key={name}>{name.charAt(0).toUpperCase() + name.slice(1)}</dt>
        <dd>{value}</dd>
      </>
    ))}
  </dl>
);
