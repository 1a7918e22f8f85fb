import { beech, brass, lacquer, marble, matt, oak } from './finishes.ts';
import { box, disc, each, group, lathe, plate, rod, roundedRectangle, solid } from './shapes.ts';

const corners = [
  [-1, 1],
  [1, 1],
  [-1, -1],
  [1, -1],
] as const;

/** A marble disc on a turned foot. */
export function sideTable() {
  const foot = lathe(
    [
      [0, 0],
      [0.155, 0],
      [0.155, 0.014],
      [0.05, 0.03],
      [0.021, 0.075],
      [0.019, 0.3],
      [0.03, 0.44],
      [0.085, 0.492],
      [0, 0.492],
    ],
    0.018,
  );
  return group(
    solid(foot, lacquer('#24433f')),
    solid(disc(0.22, 0.024, 0.006), marble('#f1eee8', '#8d8f93'), [0, 0.49, 0]),
  );
}

/** A table for six. */
export function diningTable() {
  const top = plate(roundedRectangle(1.6, 0.85, 0.09), 0.034, 0.009).rotateX(-Math.PI / 2);
  return group(
    solid(top, oak, [0, 0.71, 0]),
    each([-1, 1], (z) => solid(box(1.26, 0.075, 0.022), oak, [0, 0.675, z * 0.29])),
    each([-1, 1], (x) => solid(box(0.022, 0.075, 0.56), oak, [x * 0.63, 0.675, 0])),
    each(corners, ([x, z]) => solid(rod([x * 0.63, 0.712, z * 0.29], [x * 0.71, 0, z * 0.345], 0.034, 0.019), oak)),
  );
}

/** A desk with two drawers on the right. */
export function desk() {
  const front = matt('#e9e4da');
  return group(
    solid(box(1.2, 0.028, 0.6, 0.01), beech, [0, 0.736, 0]),
    solid(box(0.4, 0.3, 0.54, 0.006), front, [0.36, 0.572, -0.015]),
    each([0.645, 0.5], (y) =>
      group(
        solid(box(0.374, 0.132, 0.02, 0.005), beech, [0.36, y, 0.262]),
        solid(rod([0.36, y, 0.265], [0.36, y, 0.298], 0.0055), brass),
        solid(disc(0.0135, 0.011, 0.003).rotateX(Math.PI / 2), brass, [0.36, y, 0.293]),
      ),
    ),
    each(corners, ([x, z]) => solid(rod([x * 0.52, 0.73, z * 0.23], [x * 0.565, 0, z * 0.26], 0.023, 0.013), beech)),
    solid(box(0.66, 0.06, 0.018), beech, [-0.17, 0.69, -0.235]),
  );
}
