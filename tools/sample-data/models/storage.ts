import { ash, lacquer, matt, oak, walnut, wicker } from './finishes.ts';
import { box, each, group, handle, hollow, lathe, rod, smooth, solid } from './shapes.ts';

/** An open shelf of four boards between two ladders. */
export function bookcase() {
  const boards = [0.09, 0.51, 0.93, 1.35];
  const posts = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ] as const;
  return group(
    each(posts, ([x, z]) => solid(box(0.032, 1.5, 0.032, 0.006), ash, [x * 0.4, 0.75, z * 0.14])),
    each(boards, (y) => solid(box(0.79, 0.024, 0.32, 0.006), ash, [0, y, 0])),
    each(boards, (y) => each([-1, 1], (x) => solid(box(0.024, 0.036, 0.27, 0.004), ash, [x * 0.4, y - 0.006, 0]))),
    each([0.3, 0.72, 1.14], (y) => solid(box(0.79, 0.06, 0.012, 0.004), matt('#49615a'), [0, y - 0.12, -0.14])),
  );
}

/** A sideboard: three doors with slats, on turned legs. */
export function sideboard() {
  const slats = Array.from({ length: 13 }, (_, index) => -0.198 + index * 0.033);
  const corners = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ] as const;
  return group(
    solid(box(1.46, 0.5, 0.4, 0.014), walnut, [0, 0.42, 0]),
    each([-0.472, 0.472], (x) =>
      group(
        solid(box(0.456, 0.436, 0.018, 0.004), walnut, [x, 0.42, 0.201]),
        each(slats, (offset) => solid(box(0.019, 0.42, 0.016, 0.006), walnut, [x + offset, 0.42, 0.212])),
      ),
    ),
    each([0.527, 0.313], (y) =>
      group(
        solid(box(0.462, 0.2, 0.022, 0.005), lacquer('#ece5d8'), [0, y, 0.203]),
        solid(box(0.11, 0.012, 0.016, 0.005), walnut, [0, y + 0.05, 0.221]),
      ),
    ),
    each(corners, ([x, z]) => solid(rod([x * 0.62, 0.185, z * 0.13], [x * 0.655, 0, z * 0.155], 0.023, 0.012), oak)),
  );
}

/** A basket of seagrass with two handles. */
export function basket() {
  const body = hollow(
    smooth([
      [0.165, 0],
      [0.2, 0.06],
      [0.215, 0.17],
      [0.2, 0.3],
    ]),
    0.012,
    0.014,
  );
  const grass = wicker('#d2b07a', '#96713f');
  return group(
    solid(lathe(body, 0.005, 160), grass),
    each([-1, 1], (x) =>
      handle(
        [
          [x * 0.198, 0.27, -0.075],
          [x * 0.212, 0.345, -0.05],
          [x * 0.214, 0.365, 0],
          [x * 0.212, 0.345, 0.05],
          [x * 0.198, 0.27, 0.075],
        ],
        0.0105,
        wicker('#8f6a3c', '#6d4d28'),
      ),
    ),
  );
}
