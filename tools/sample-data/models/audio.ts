import { brass, fabric, lacquer, matt, metal, oak, rubber, steel, walnut } from './finishes.ts';
import { ball, box, disc, each, group, handle, lathe, ring, rod, solid, type Profile } from './shapes.ts';

const facing = Math.PI / 2;

/** A bookshelf speaker with two ways. */
export function speaker() {
  const cone: Profile = [
    [0, -0.004],
    [0.082, -0.004],
    [0.082, 0.006],
    [0.073, 0.0075],
    [0.068, 0.011],
    [0.062, 0.0075],
    [0.024, -0.0015],
    [0, -0.0015],
  ];
  return group(
    solid(box(0.2, 0.34, 0.24, 0.01), walnut, [0, 0.17, 0]),
    solid(box(0.184, 0.324, 0.008, 0.003), matt('#2b2a2a'), [0, 0.17, 0.12]),
    solid(lathe(cone, 0.002).rotateX(facing), rubber('#1d1d1f'), [0, 0.115, 0.1265]),
    solid(ball(0.0235, [1, 1, 0.5]), metal('#caa368', 0.35), [0, 0.115, 0.127]),
    solid(ring(0.08, 0.0028).rotateX(facing), steel, [0, 0.115, 0.131]),
    solid(disc(0.046, 0.007, 0.002).rotateX(facing), rubber('#202022'), [0, 0.252, 0.123]),
    solid(ball(0.0165, [1, 1, 0.55]), metal('#caa368', 0.35), [0, 0.252, 0.1295]),
    each([-0.07, 0.07], (x) => solid(disc(0.012, 0.008).translate(0, -0.008, 0), rubber('#222'), [x, 0.006, 0.09])),
    each([-0.03, 0.03], (x) => solid(disc(0.009, 0.02, 0.002).rotateX(-facing), brass, [x, 0.08, -0.118])),
    solid(
      lathe(
        [
          [0, 0],
          [0.034, 0],
          [0.034, 0.006],
          [0.022, 0.004],
          [0, 0.004],
        ],
        0.001,
      ).rotateX(-facing),
      rubber('#1c1c1e'),
      [0, 0.25, -0.118],
    ),
  );
}

/** A radio to carry from room to room. */
export function radio() {
  const shell = lacquer('#2f6f73');
  const slots = Array.from({ length: 11 }, (_, index) => 0.03 + index * 0.0095);
  return group(
    solid(box(0.27, 0.155, 0.085, 0.026), shell, [0, 0.083, 0]),
    solid(box(0.15, 0.118, 0.01, 0.004), fabric('#e8dcc4', '#cbb991'), [-0.045, 0.083, 0.0415]),
    each(slots, (y) => solid(box(0.142, 0.0035, 0.006, 0.0015), oak, [-0.045, y + 0.0055, 0.0465])),
    solid(disc(0.033, 0.008, 0.002).rotateX(facing), matt('#f3ecdd'), [0.082, 0.105, 0.0405]),
    solid(disc(0.0235, 0.016, 0.003).rotateX(facing), brass, [0.082, 0.105, 0.0425]),
    solid(box(0.0022, 0.013, 0.003, 0.001), matt('#222'), [0.082, 0.1165, 0.0585]),
    each([0.063, 0.101], (x) => solid(disc(0.0105, 0.013, 0.003).rotateX(facing), brass, [x, 0.044, 0.0405])),
    handle(
      [
        [-0.105, 0.145, 0],
        [-0.098, 0.182, 0],
        [-0.06, 0.196, 0],
        [0.06, 0.196, 0],
        [0.098, 0.182, 0],
        [0.105, 0.145, 0],
      ],
      0.0072,
      rubber('#8a5532'),
    ),
    each([-0.09, 0.09], (x) => solid(disc(0.011, 0.008), rubber('#26221f'), [x, 0, 0])),
  );
}

/** A turntable with a record on it. */
export function turntable() {
  const grooves: Profile = Array.from({ length: 49 }, (_, step) => {
    const radius = 0.052 + (step / 48) * 0.093;
    return [radius, 0.0031 + (step % 2) * 0.00035] as const;
  });
  const record: Profile = [[0, 0], [0.15, 0], [0.15, 0.0028], ...grooves.toReversed(), [0.05, 0.0024], [0, 0.0024]];
  const feet = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ] as const;
  return group(
    each(feet, ([x, z]) => solid(disc(0.024, 0.022, 0.004), rubber('#232323'), [x * 0.18, 0, z * 0.135])),
    solid(box(0.44, 0.062, 0.35, 0.012), oak, [0, 0.051, 0]),
    solid(box(0.42, 0.006, 0.33, 0.003), matt('#2a2a2c'), [0, 0.0835, 0]),
    solid(disc(0.154, 0.016, 0.003), steel, [-0.045, 0.085, 0]),
    solid(lathe(record, 0.0002, 128), lacquer('#161618'), [-0.045, 0.101, 0]),
    solid(disc(0.047, 0.0036, 0.0004), matt('#cf5a35'), [-0.045, 0.1012, 0]),
    solid(rod([-0.045, 0.1, 0], [-0.045, 0.114, 0], 0.0035), steel),
    solid(disc(0.034, 0.026, 0.004), steel, [0.162, 0.085, -0.105]),
    solid(rod([0.162, 0.105, -0.105], [0.162, 0.13, -0.105], 0.011), steel),
    handle(
      [
        [0.168, 0.128, -0.155],
        [0.162, 0.128, -0.105],
        [0.152, 0.127, 0.01],
        [0.128, 0.124, 0.07],
        [0.083, 0.114, 0.097],
      ],
      0.0042,
      steel,
    ),
    solid(rod([0.168, 0.128, -0.142], [0.173, 0.128, -0.178], 0.0135), metal('#55575a', 0.35)),
    solid(box(0.013, 0.011, 0.026, 0.002), matt('#1b1b1c'), [0.078, 0.1125, 0.1], [0, -0.95, 0]),
    each([0.165, 0.193], (x) => solid(disc(0.0105, 0.012, 0.002), steel, [x, 0.085, 0.132])),
  );
}
