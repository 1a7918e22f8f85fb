import { beech, lacquer, matt, plush } from './finishes.ts';
import { ball, box, capsule, disc, each, group, lathe, ring, rod, solid, type Point } from './shapes.ts';

const sideways = Math.PI / 2;

/** A locomotive with a tender, of beech and colour. */
export function woodenTrain() {
  const [red, blue, yellow] = [lacquer('#c8402f'), lacquer('#2f5f93'), lacquer('#e2a72e')];
  const wheel = (x: number, z: number, radius: number) =>
    group(
      solid(disc(radius, 0.013, 0.003).rotateX(sideways), beech, [x, radius, z - 0.0065]),
      solid(disc(radius * 0.36, 0.018, 0.002).rotateX(sideways), red, [x, radius, z - 0.009]),
    );
  const engine = group(
    solid(box(0.15, 0.022, 0.058, 0.006), beech, [0.068, 0.035, 0]),
    solid(rod([0.06, 0.078, 0], [0.142, 0.078, 0], 0.031), red),
    solid(rod([0.139, 0.078, 0], [0.146, 0.078, 0], 0.024), beech),
    solid(box(0.062, 0.078, 0.06, 0.005), blue, [0.029, 0.083, 0]),
    solid(box(0.078, 0.013, 0.074, 0.006), yellow, [0.029, 0.1275, 0]),
    solid(
      lathe(
        [
          [0, 0],
          [0.0105, 0],
          [0.0105, 0.03],
          [0.016, 0.044],
          [0, 0.044],
        ],
        0.003,
      ),
      yellow,
      [0.12, 0.1, 0],
    ),
    solid(ball(0.0115), yellow, [0.09, 0.109, 0]),
    each([-1, 1], (side) =>
      group(wheel(0.028, side * 0.037, 0.029), wheel(0.085, side * 0.036, 0.02), wheel(0.124, side * 0.036, 0.02)),
    ),
  );
  const tender = group(
    solid(box(0.105, 0.022, 0.058, 0.006), beech, [-0.083, 0.035, 0]),
    solid(box(0.098, 0.042, 0.056, 0.006), blue, [-0.083, 0.066, 0]),
    each<Point>(
      [
        [-0.112, 0.09, -0.012],
        [-0.085, 0.091, 0.011],
        [-0.058, 0.09, -0.01],
        [-0.103, 0.089, 0.014],
        [-0.06, 0.088, 0.014],
      ],
      (at) => solid(ball(0.0125), beech, at),
    ),
    each([-1, 1], (side) => group(wheel(-0.112, side * 0.036, 0.02), wheel(-0.053, side * 0.036, 0.02))),
    solid(rod([-0.034, 0.034, 0], [0.0, 0.034, 0], 0.005), beech),
  );
  return group(engine, tender);
}

/** Six rings on a cone, from small to large. */
export function stackingRings() {
  const colours = ['#3b6ea5', '#3f8f86', '#7aa851', '#e6b23c', '#dd7a3a', '#c9463d'];
  return group(
    solid(
      lathe(
        [
          [0, 0],
          [0.066, 0],
          [0.066, 0.012],
          [0.014, 0.016],
          [0.008, 0.15],
          [0, 0.15],
        ],
        0.004,
      ),
      beech,
    ),
    each(colours, (colour, index) =>
      solid(ring(0.043 - index * 0.0043, 0.0165 - index * 0.0012), lacquer(colour), [
        0,
        0.031 + index * 0.0262 - index * index * 0.0005,
        0,
      ]),
    ),
    solid(ball(0.019), lacquer('#f0e4d0'), [0, 0.183, 0]),
  );
}

/** A bear to hold. */
export function plushBear() {
  const [fur, light, dark] = [plush('#b78a5c', '#87603a'), plush('#e6cfac', '#c4a67c'), matt('#1f1a17')];
  return group(
    solid(ball(0.082, [1, 1.12, 0.9]), fur, [0, 0.095, 0]),
    solid(ball(0.056, [1, 1.1, 0.62]), light, [0, 0.096, 0.044]),
    solid(ball(0.072, [1.04, 0.96, 0.96]), fur, [0, 0.232, 0.006]),
    solid(ball(0.033, [1.08, 0.84, 0.9]), light, [0, 0.215, 0.062]),
    solid(ball(0.0105, [1.25, 0.85, 0.8]), dark, [0, 0.226, 0.0905]),
    each([-1, 1], (x) =>
      group(
        solid(ball(0.0072), dark, [x * 0.028, 0.246, 0.0705]),
        solid(ball(0.028, [1, 1, 0.55]), fur, [x * 0.056, 0.29, 0]),
        solid(ball(0.018, [1, 1, 0.5]), light, [x * 0.056, 0.289, 0.009]),
        solid(capsule(0.028, 0.062), fur, [x * 0.092, 0.122, 0.022], [-0.5, 0, x * 0.62]),
        solid(capsule(0.034, 0.058), fur, [x * 0.058, 0.036, 0.066], [1.45, 0, x * -0.28]),
        solid(ball(0.0255, [1, 1, 0.42]), light, [x * 0.066, 0.038, 0.125], [0, x * 0.25, 0]),
      ),
    ),
  );
}
