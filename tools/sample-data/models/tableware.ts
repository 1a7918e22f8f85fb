import { brass, glaze, stoneware, walnut } from './finishes.ts';
import { ball, group, handle, hollow, lathe, rod, smooth, solid, type Profile } from './shapes.ts';

/** A mug with a comfortable ear; the foot is left unglazed. */
export function mug() {
  const body: Profile = [
    [0.034, 0.004],
    [0.0405, 0.014],
    [0.0425, 0.05],
    [0.041, 0.092],
  ];
  const glazed = glaze('#3f6f8f', '#27485f');
  return group(
    solid(lathe(hollow(smooth(body), 0.0036, 0.009), 0.0018), glazed),
    solid(
      lathe(
        [
          [0, 0],
          [0.032, 0],
          [0.0355, 0.0075],
          [0, 0.0075],
        ],
        0.001,
      ),
      stoneware('#d8c3a2', '#a78a5f'),
    ),
    handle(
      [
        [0.039, 0.078, 0],
        [0.058, 0.081, 0],
        [0.0715, 0.066, 0],
        [0.069, 0.042, 0],
        [0.055, 0.026, 0],
        [0.0395, 0.024, 0],
      ],
      0.0054,
      glazed,
    ),
  );
}

/** A wide bowl, cream inside and bare clay around the foot. */
export function bowl() {
  const outer = smooth([
    [0.06, 0.006],
    [0.1, 0.022],
    [0.138, 0.058],
    [0.152, 0.1],
  ]);
  return group(
    solid(lathe(hollow(outer, 0.0055, 0.014), 0.002), glaze('#ece2cd', '#a98a5d')),
    solid(
      lathe(
        [
          [0, 0],
          [0.052, 0],
          [0.066, 0.011],
          [0, 0.011],
        ],
        0.002,
      ),
      stoneware('#b77f57', '#8c5a38'),
    ),
    solid(
      lathe(
        [
          [0.0985, 0.0205],
          [0.1022, 0.0225],
          [0.1392, 0.0575],
          [0.136, 0.0572],
          [0.0985, 0.0205],
        ],
        0.0006,
      ),
      stoneware('#b77f57', '#8c5a38'),
    ),
  );
}

/** A round teapot with a wooden knob. */
export function teapot() {
  const body = smooth([
    [0, 0.004],
    [0.052, 0.004],
    [0.082, 0.035],
    [0.089, 0.07],
    [0.07, 0.113],
    [0.041, 0.128],
    [0, 0.128],
  ]);
  const lid = smooth([
    [0, 0.122],
    [0.044, 0.124],
    [0.045, 0.129],
    [0.025, 0.142],
    [0, 0.147],
  ]);
  const green = glaze('#6f8f6a', '#4b6847');
  return group(
    solid(lathe(body, 0.001), green),
    solid(lathe(lid, 0.001), green),
    solid(ball(0.0125, [1, 0.9, 1]), walnut, [0, 0.157, 0]),
    solid(rod([0, 0.142, 0], [0, 0.15, 0], 0.0045), brass),
    solid(rod([0.068, 0.052, 0], [0.138, 0.122, 0], 0.0205, 0.0085), green),
    handle(
      [
        [-0.07, 0.108, 0],
        [-0.1, 0.12, 0],
        [-0.131, 0.1, 0],
        [-0.13, 0.062, 0],
        [-0.105, 0.036, 0],
        [-0.078, 0.034, 0],
      ],
      0.0075,
      green,
    ),
  );
}
