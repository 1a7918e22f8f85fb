import { SphereGeometry, type BufferGeometry } from 'three';
import { brass, clay, glaze, leaf, matt, oak } from './finishes.ts';
import {
  around,
  box,
  disc,
  each,
  group,
  hollow,
  lathe,
  plate,
  ribbed,
  roundedRectangle,
  smooth,
  solid,
} from './shapes.ts';

/** A vase whose ribs wind around it. */
export function ribbedVase() {
  const outer = smooth(
    [
      [0.06, 0],
      [0.088, 0.07],
      [0.095, 0.15],
      [0.058, 0.25],
      [0.05, 0.29],
      [0.062, 0.32],
    ],
    60,
  );
  return group(solid(ribbed(hollow(outer, 0.006, 0.01), 22, 0.045, 9), glaze('#b9583f', '#8d3b28')));
}

/** A clock for the shelf, cut from one piece of oak. */
export function mantelClock() {
  const ivory = matt('#f4efe4');
  const ink = matt('#262422');
  const hand = (length: number, width: number, turn: number, z: number) =>
    solid(box(width, length, 0.0022, 0.001).translate(0, length / 2 - 0.008, 0), ink, [0, 0.1, z], [0, 0, -turn]);
  return group(
    solid(plate(roundedRectangle(0.21, 0.2, 0.095), 0.072, 0.008), oak, [0, 0.1, -0.036]),
    solid(box(0.15, 0.014, 0.075, 0.004), oak, [0, 0.007, 0]),
    solid(disc(0.084, 0.006, 0.002).rotateX(Math.PI / 2), brass, [0, 0.1, 0.033]),
    solid(disc(0.079, 0.005, 0.001).rotateX(Math.PI / 2), ivory, [0, 0.1, 0.0355]),
    each(around(12), (angle) => {
      const mark = box(angle % (Math.PI / 2) < 0.01 ? 0.0045 : 0.0026, 0.0105, 0.002, 0.0008);
      return solid(mark, ink, [Math.sin(angle) * 0.066, 0.1 + Math.cos(angle) * 0.066, 0.041], [0, 0, -angle]);
    }),
    hand(0.046, 0.0052, (10 / 12) * 2 * Math.PI + 0.09, 0.0425),
    hand(0.065, 0.0034, (9.5 / 60) * 2 * Math.PI, 0.0452),
    solid(disc(0.0048, 0.004, 0.001).rotateX(Math.PI / 2), brass, [0, 0.1, 0.0455]),
  );
}

/** A snake plant in a clay pot. */
export function pottedPlant() {
  const pot = hollow(
    [
      [0.068, 0],
      [0.085, 0.105],
      [0.092, 0.107],
      [0.095, 0.14],
    ],
    0.008,
    0.012,
  );
  const leaves = [0, 1.1, 2.3, 3.3, 4.2, 5.3, 0.6, 2.9, 4.8].map((angle, index) => ({
    angle,
    length: [0.44, 0.36, 0.4, 0.31, 0.46, 0.34, 0.27, 0.25, 0.22][index] ?? 0.3,
    lean: 0.1 + 0.1 * ((index * 2) % 5),
    out: index < 6 ? 0.024 : 0.05,
  }));
  return group(
    solid(lathe(pot, 0.003), clay('#c4714d', '#a4573a')),
    solid(disc(0.084, 0.012, 0.004), matt('#3b2c23'), [0, 0.112, 0]),
    each(leaves, ({ angle, length, lean, out }) => {
      const blade = solid(leafBlade(length, 0.024, lean), leaf('#4f7f4a', '#274b2f'), [
        Math.sin(angle) * out,
        0.116,
        Math.cos(angle) * out,
      ]);
      blade.rotation.set(0, angle, 0);
      return blade;
    }),
  );
}

/** A fleshy leaf that stands up, tapers, folds a little along its middle and bends outwards. */
function leafBlade(length: number, width: number, bend: number): BufferGeometry {
  const geometry = new SphereGeometry(1, 28, 40);
  const position = geometry.getAttribute('position');
  for (let index = 0; index < position.count; index++) {
    const [x, y, z] = [position.getX(index), position.getY(index), position.getZ(index)];
    const t = (y + 1) / 2;
    const taper = t < 0.35 ? 0.7 + t * 0.86 : 1;
    const fold = Math.abs(x) * 0.22 * width * 2;
    position.setXYZ(index, x * width * taper, t * length, z * 0.0055 + fold + bend * length * t * t);
  }
  geometry.computeVertexNormals();
  return geometry;
}
