import { ash, brass, fabric, walnut } from './finishes.ts';
import {
  around,
  box,
  disc,
  each,
  group,
  lathe,
  plate,
  ring,
  ringPiece,
  polar,
  rod,
  roundedRectangle,
  solid,
} from './shapes.ts';

/** A dining chair: splayed legs, a shaped seat, a back that holds you. */
export function diningChair() {
  const frame = walnut;
  const seat = plate(roundedRectangle(0.45, 0.43, 0.11), 0.034, 0.012).rotateX(-Math.PI / 2);
  const cushion = plate(roundedRectangle(0.41, 0.39, 0.1), 0.03, 0.013).rotateX(-Math.PI / 2);
  const back = plate(ringPiece(0.31, 0.331, Math.PI * 0.235, Math.PI * 0.765), 0.14, 0.005).rotateX(-Math.PI / 2);
  const legs = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ] as const;
  return group(
    each(legs, ([x, z]) => solid(rod([x * 0.165, 0.44, z * 0.15], [x * 0.215, 0, z * 0.205], 0.019, 0.011), frame)),
    solid(seat, frame, [0, 0.425, 0]),
    solid(cushion, fabric('#5f7d79', '#41605d'), [0, 0.452, 0]),
    each([-1, 1], (x) => solid(rod([x * 0.175, 0.43, -0.165], [x * 0.2, 0.77, -0.232], 0.015, 0.0105), frame)),
    solid(back, frame, [0, 0.672, 0.008], [-0.08, 0, 0]),
    each([-1, 1], (x) => solid(rod([x * 0.187, 0.22, 0.17], [x * 0.187, 0.22, -0.17], 0.009), frame)),
  );
}

/** A low armchair, all cushion. */
export function armchair() {
  const cloth = fabric('#c8744f', '#a3532f');
  const corners = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ] as const;
  return group(
    each(corners, ([x, z]) => solid(rod([x * 0.29, 0.16, z * 0.27], [x * 0.335, 0, z * 0.315], 0.021, 0.013), ash)),
    solid(box(0.7, 0.14, 0.68, 0.045), cloth, [0, 0.21, 0]),
    solid(box(0.56, 0.16, 0.6, 0.065), cloth, [0, 0.36, 0.045]),
    solid(box(0.7, 0.52, 0.17, 0.075), cloth, [0, 0.51, -0.265], [-0.16, 0, 0]),
    solid(box(0.52, 0.36, 0.13, 0.06), cloth, [0, 0.58, -0.15], [-0.2, 0, 0]),
    each([-1, 1], (x) => solid(box(0.13, 0.36, 0.66, 0.06), cloth, [x * 0.335, 0.36, 0.01])),
  );
}

/** A stool on three legs, with a ring for the feet. */
export function stool() {
  const legs = around(3, Math.PI / 6);
  const seat = lathe(
    [
      [0, 0.63],
      [0.13, 0.63],
      [0.172, 0.652],
      [0.168, 0.676],
      [0.1, 0.668],
      [0, 0.663],
    ],
    0.016,
  );
  return group(
    solid(seat, ash),
    each(legs, (angle) => solid(rod(polar(angle, 0.105, 0.64), polar(angle, 0.205, 0), 0.019, 0.012), ash)),
    solid(ring(0.168, 0.0075), brass, [0, 0.25, 0]),
    solid(disc(0.08, 0.012), ash, [0, 0.622, 0]),
  );
}
