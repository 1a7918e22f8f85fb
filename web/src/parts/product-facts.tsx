import type { Product } from '@arcade/contracts';
import { Fragment } from 'preact';

const centimetres = (metres: number) => `${Math.round(metres * 1000) / 10} cm`;
/** `seatHeight` and `seat-height` → `Seat height`. */
const factTitle = (name: string) => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const ProductFacts = ({ product: { attributes, dimensions } }: { product: Product }) => (
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
      <Fragment key={name}>
        <dt>{factTitle(name)}</dt>
        <dd>{value}</dd>
      </Fragment>
    ))}
  </dl>
);
