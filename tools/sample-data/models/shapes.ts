import {
  BufferGeometry,
  CapsuleGeometry,
  CatmullRomCurve3,
  ExtrudeGeometry,
  Group,
  LatheGeometry,
  Mesh,
  Quaternion,
  Shape,
  SphereGeometry,
  TorusGeometry,
  TubeGeometry,
  Vector2,
  Vector3,
} from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { Finish } from './finishes.ts';

export type Point = readonly [x: number, y: number, z: number];
export type Profile = readonly (readonly [radius: number, y: number])[];

/** A closed solid with a finish, standing at a point. Lengths are metres everywhere, +Y is up, +Z is the front. */
export function solid(geometry: BufferGeometry, finish: Finish, at: Point = [0, 0, 0], turn: Point = [0, 0, 0]): Mesh {
  geometry.computeBoundingBox();
  const size = geometry.boundingBox?.getSize(new Vector3()) ?? new Vector3();
  const longest = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
  const mesh = new Mesh(geometry, finish(longest));
  mesh.position.set(...at);
  mesh.rotation.set(...turn);
  return mesh;
}

export const group = (...parts: readonly (Mesh | Group)[]): Group => new Group().add(...parts);

/** The same part at several places. */
export const each = <Place>(places: readonly Place[], make: (place: Place, index: number) => Mesh | Group): Group =>
  group(...places.map(make));

/** Places around the vertical axis. */
export const around = (count: number, start = 0): number[] =>
  Array.from({ length: count }, (_, index) => start + (index * 2 * Math.PI) / count);

/** A place at an angle around the vertical axis, from the front towards the right. */
export const polar = (angle: number, radius: number, y: number): Point => [
  Math.sin(angle) * radius,
  y,
  Math.cos(angle) * radius,
];

/** A box around its centre, its edges rounded. */
export const box = (width: number, height: number, depth: number, radius = 0.004): BufferGeometry =>
  new RoundedBoxGeometry(width, height, depth, 4, Math.min(radius, width / 2.01, height / 2.01, depth / 2.01));

export function ball(radius: number, scale: Point = [1, 1, 1]): BufferGeometry {
  return new SphereGeometry(radius, 48, 32).scale(...scale);
}

export const ring = (radius: number, thickness: number): BufferGeometry =>
  new TorusGeometry(radius, thickness, 20, 72).rotateX(Math.PI / 2);

/** A body of revolution. A profile that begins and ends on the axis is closed; corners are rounded. */
export const lathe = (profile: Profile, radius = 0.002, segments = 96): BufferGeometry =>
  new LatheGeometry(rounded(profile, radius), segments);

/** An upright disc or cylinder that stands on y = 0. */
export const disc = (radius: number, height: number, edge = 0.002): BufferGeometry =>
  lathe(
    [
      [0, 0],
      [radius, 0],
      [radius, height],
      [0, height],
    ],
    edge,
  );

/** A body of revolution with ribs, which may wind around it. */
export function ribbed(profile: Profile, ribs: number, depth: number, twist = 0): BufferGeometry {
  const segments = ribs * 12;
  const points = rounded(profile, 0.004);
  const geometry = new LatheGeometry(points, segments);
  const position = geometry.getAttribute('position');
  for (let index = 0; index < position.count; index++) {
    const [x, y, z] = [position.getX(index), position.getY(index), position.getZ(index)];
    const wave = 1 + depth * Math.cos(ribs * Math.atan2(x, z) + twist * y);
    position.setXYZ(index, x * wave, y, z * wave);
  }
  geometry.computeVertexNormals();
  return joinSeam(geometry, points.length, segments);
}

/** First and last meridian are the same place and need the same normal. */
function joinSeam(geometry: BufferGeometry, rows: number, segments: number): BufferGeometry {
  const normal = geometry.getAttribute('normal');
  for (let row = 0; row < rows; row++) {
    const other = segments * rows + row;
    const mean = new Vector3(normal.getX(row), normal.getY(row), normal.getZ(row))
      .add(new Vector3(normal.getX(other), normal.getY(other), normal.getZ(other)))
      .normalize();
    for (const index of [row, other]) normal.setXYZ(index, mean.x, mean.y, mean.z);
  }
  return geometry;
}

/** A straight rod from one point to another, its radius growing or shrinking, with round ends. */
export function rod(from: Point, to: Point, startRadius: number, endRadius = startRadius): BufferGeometry {
  const axis = new Vector3(...to).sub(new Vector3(...from));
  const length = axis.length();
  const turn = new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), axis.normalize());
  const edge = Math.min(startRadius, endRadius) * 0.4;
  return lathe(
    [
      [0, 0],
      [startRadius, 0],
      [endRadius, length],
      [0, length],
    ],
    edge,
    40,
  )
    .applyQuaternion(turn)
    .translate(...from);
}

/** A bent rod through points, with round ends. */
function bent(points: readonly Point[], radius: number): BufferGeometry[] {
  const curve = new CatmullRomCurve3(points.map((point) => new Vector3(...point)));
  const ends = [points[0], points.at(-1)].flatMap((end) => (end === undefined ? [] : [end]));
  return [
    withClosedEnds(new TubeGeometry(curve, 80, radius, 20), 20),
    ...ends.map((end) => new SphereGeometry(radius, 20, 14).translate(...end)),
  ];
}

/** Draws the first and the last ring of a tube together into points, which the balls at its ends cover. */
function withClosedEnds(tube: TubeGeometry, sides: number): BufferGeometry {
  const position = tube.getAttribute('position');
  const ends = [tube.parameters.path.getPoint(0), tube.parameters.path.getPoint(1)];
  for (const [index, { x, y, z }] of ends.entries()) {
    const first = index === 0 ? 0 : position.count - sides - 1;
    for (let side = 0; side <= sides; side++) position.setXYZ(first + side, x, y, z);
  }
  return tube;
}

/** A bent rod as one part. */
export const handle = (points: readonly Point[], radius: number, finish: Finish): Group =>
  group(...bent(points, radius).map((geometry) => solid(geometry, finish)));

/** A capsule around its centre, upright. */
export const capsule = (radius: number, length: number): BufferGeometry => new CapsuleGeometry(radius, length, 12, 32);

/** A flat outline (x, y) made solid along z, from z = 0 to its depth, with a soft edge. */
export function plate(outline: Shape, depth: number, bevel = 0.002): BufferGeometry {
  return new ExtrudeGeometry(outline, {
    depth: depth - 2 * bevel,
    bevelEnabled: true,
    bevelThickness: bevel,
    bevelSize: bevel,
    bevelOffset: -bevel,
    bevelSegments: 4,
    curveSegments: 48,
  }).translate(0, 0, bevel);
}

/** Outline of a rectangle with round corners around the origin. */
export function roundedRectangle(width: number, height: number, radius: number): Shape {
  const [x, y, r] = [width / 2, height / 2, Math.min(radius, width / 2, height / 2)];
  return new Shape()
    .moveTo(-x + r, -y)
    .lineTo(x - r, -y)
    .absarc(x - r, -y + r, r, -Math.PI / 2, 0, false)
    .lineTo(x, y - r)
    .absarc(x - r, y - r, r, 0, Math.PI / 2, false)
    .lineTo(-x + r, y)
    .absarc(-x + r, y - r, r, Math.PI / 2, Math.PI, false)
    .lineTo(-x, -y + r)
    .absarc(-x + r, -y + r, r, Math.PI, 1.5 * Math.PI, false);
}

/** Outline of a piece of a ring. */
export const ringPiece = (inner: number, outer: number, from: number, to: number): Shape =>
  new Shape().absarc(0, 0, outer, from, to, false).absarc(0, 0, inner, to, from, true);

/** The profile with its corners cut by small curves, so that edges catch light. */
function rounded(profile: Profile, radius: number): Vector2[] {
  const points = profile.map(([r, y]) => new Vector2(Math.max(r, 0), y));
  return points.flatMap((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined || isSmooth(before, point, after)) return [point];
    const cut = (other: Vector2) => Math.min(radius, point.distanceTo(other) / 2.05);
    const start = point.clone().lerp(before, cut(before) / point.distanceTo(before));
    const end = point.clone().lerp(after, cut(after) / point.distanceTo(after));
    return Array.from({ length: 7 }, (_, step) => {
      const t = step / 6;
      return start
        .clone()
        .multiplyScalar((1 - t) ** 2)
        .addScaledVector(point, 2 * t * (1 - t))
        .addScaledVector(end, t ** 2);
    });
  });
}

/** A corner so flat that nobody sees it, or one on the axis, where the surface is whole. */
function isSmooth(before: Vector2, point: Vector2, after: Vector2): boolean {
  if (point.x < 1e-9) return true;
  const [into, out] = [point.clone().sub(before).normalize(), after.clone().sub(point).normalize()];
  return into.dot(out) > Math.cos(Math.PI / 12);
}

/** A smooth profile through points, for pots and vases. */
export function smooth(profile: Profile, steps = 40): Profile {
  const curve = new CatmullRomCurve3(
    profile.map(([r, y]) => new Vector3(r, y, 0)),
    false,
    'centripetal',
  );
  return curve.getPoints(steps).map(({ x, y }) => [Math.max(x, 0), y] as const);
}

/** A vessel: an outer profile from the foot to the rim, and walls of a thickness around the hollow. */
export function hollow(outer: Profile, wall: number, floor = wall): Profile {
  const inner = outer
    .filter(([radius, y]) => radius > wall && y > floor)
    .map(([radius, y]) => [radius - wall, y] as const)
    .toReversed();
  const [last] = inner.slice(-1);
  return [[0, outer[0]?.[1] ?? 0], ...outer, ...inner, ...(last === undefined ? [] : [[0, floor] as const])];
}
