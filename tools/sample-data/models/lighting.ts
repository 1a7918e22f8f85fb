import { brass, fabric, glowing, lacquer, oak, steel, walnut } from './finishes.ts';
import { around, ball, disc, each, group, hollow, lathe, ring, polar, rod, smooth, solid } from './shapes.ts';

/** A table lamp in one gesture: a cone and a dome. */
export function mushroomLamp() {
  const base = lathe(
    smooth([
      [0, 0],
      [0.1, 0],
      [0.104, 0.012],
      [0.072, 0.06],
      [0.046, 0.14],
      [0.04, 0.235],
      [0, 0.235],
    ]),
    0.004,
  );
  const dome = Array.from({ length: 24 }, (_, step) => {
    const angle = (step / 23) * (Math.PI / 2);
    return [0.165 * Math.cos(angle), 0.215 + 0.125 * Math.sin(angle)] as const;
  });
  const inside = dome.map(([radius, y]) => [radius * 0.965, 0.215 + (y - 0.215) * 0.965] as const).toReversed();
  return group(
    solid(base, lacquer('#d9542f')),
    solid(lathe([...dome, ...inside, dome[0] ?? [0.165, 0.215]], 0.0005), lacquer('#d9542f')),
    solid(ball(0.042, [1, 1.1, 1]), glowing('#ffe2b0', 1.6), [0, 0.255, 0]),
    solid(disc(0.012, 0.01), brass, [0, 0.335, 0]),
  );
}

/** A floor lamp on a wooden tripod with a linen shade. */
export function tripodLamp() {
  const shade = hollow(
    [
      [0.215, 1.12],
      [0.165, 1.42],
    ],
    0.006,
    1.12,
  ).slice(1, -1);
  return group(
    each(around(3, Math.PI), (angle) =>
      solid(rod(polar(angle, 0.03, 1.06), polar(angle, 0.3, 0), 0.0165, 0.012), walnut),
    ),
    solid(disc(0.052, 0.034, 0.006), brass, [0, 1.035, 0]),
    solid(rod([0, 1.06, 0], [0, 1.3, 0], 0.009), brass),
    each(around(3), (angle) => solid(rod([0, 1.3, 0], polar(angle, 0.183, 1.3), 0.003), steel)),
    solid(lathe([...shade, shade[0] ?? [0, 0]], 0.001), fabric('#efe4cf', '#d9c9ab')),
    solid(ball(0.045, [1, 1.25, 1]), glowing('#ffe6bd', 1.4), [0, 1.29, 0]),
  );
}

/** A lantern of ribbed paper on a small oak stand. */
export function paperLantern() {
  const globe = Array.from({ length: 121 }, (_, step) => {
    const angle = -Math.PI / 2 + (step / 120) * Math.PI;
    const fold = 1 + 0.016 * Math.cos(step * 1.257 * 2);
    return [0.15 * Math.cos(angle) * fold, 0.2 + 0.14 * Math.sin(angle)] as const;
  });
  return group(
    solid(disc(0.085, 0.022, 0.005), oak),
    each(around(3, Math.PI / 3), (angle) =>
      solid(
        rod(
          [Math.sin(angle) * 0.06, 0.015, Math.cos(angle) * 0.06],
          [Math.sin(angle) * 0.075, 0.1, Math.cos(angle) * 0.075],
          0.006,
        ),
        oak,
      ),
    ),
    solid(lathe(globe, 0.0004), glowing('#f6e3bd', 0.35)),
    solid(ring(0.045, 0.005), oak, [0, 0.332, 0]),
  );
}
