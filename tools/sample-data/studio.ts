import {
  Box3,
  Color,
  DirectionalLight,
  FloatType,
  Group,
  Mesh,
  PerspectiveCamera,
  PCFShadowMap,
  PlaneGeometry,
  PMREMGenerator,
  Scene,
  ShadowMaterial,
  Vector3,
  WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';
import { models } from './models/models.ts';
import type { Angle } from './angles.ts';

export interface Shot {
  readonly model: string;
  readonly angle: Angle;
  /** Side of the square photo in pixels. */
  readonly size: number;
  /** How many lights one after the other make the softness of the shadows. */
  readonly lights: number;
}

/** Linear light of the paper behind and below everything. */
const paper = new Color('#f1efeb');
const margin = 0.86;

const renderer = new WebGLRenderer({ antialias: false });
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = PCFShadowMap;
const environment = new PMREMGenerator(renderer).fromScene(new RoomEnvironment(), 0.03).texture;

const scene = new Scene();
scene.background = paper;
scene.environment = environment;
scene.environmentIntensity = 0.42;
const lamp = new DirectionalLight('#fffaf2', 1);
lamp.castShadow = true;
lamp.shadow.mapSize.set(512, 512);
lamp.shadow.radius = 8;
lamp.shadow.bias = -0.0006;
lamp.shadow.normalBias = 0.006;
Object.assign(lamp.shadow.camera, { left: -1, right: 1, top: 1, bottom: -1, near: 0.5, far: 9 });
const floor = new Mesh(new PlaneGeometry(40, 40).rotateX(-Math.PI / 2), new ShadowMaterial({ opacity: 0.6 }));
floor.receiveShadow = true;
lamp.target.position.set(0, 0.4, 0);
scene.add(lamp, lamp.target, floor);

/** A model on the turntable: its height is one unit, or its diagonal when it is flat. */
function place(model: string): { turntable: Group; radius: number; height: number } {
  const build = models[model];
  if (build === undefined) throw new Error(`There is no model ${model}`);
  const product = build();
  const bounds = new Box3().setFromObject(product, true);
  const size = bounds.getSize(new Vector3());
  const scale = 1 / Math.max(size.y, Math.hypot(size.x, size.z) * 0.85);
  const middle = bounds.getCenter(new Vector3());
  product.position.set(-middle.x, -bounds.min.y, -middle.z);
  const turntable = new Group().add(product);
  turntable.scale.setScalar(scale);
  turntable.traverse((part) => {
    part.castShadow = true;
    part.receiveShadow = true;
  });
  return { turntable, radius: (Math.hypot(size.x, size.z) / 2) * scale, height: size.y * scale };
}

/** Stands the camera so that the product fills the picture from every side alike. */
function cameraFor(angle: Angle, radius: number, height: number): PerspectiveCamera {
  const camera = new PerspectiveCamera(22, 1, 0.1, 60);
  const elevation = (angle.elevation * Math.PI) / 180;
  camera.up.set(0, angle.elevation > 80 ? 0 : 1, angle.elevation > 80 ? -1 : 0);
  const outline = Array.from({ length: 48 }, (_, index) => {
    const turn = (index / 24) * 2 * Math.PI;
    return new Vector3(Math.sin(turn) * radius, index < 24 ? 0 : height, Math.cos(turn) * radius);
  });
  const target = new Vector3(0, height / 2, 0);
  let distance = 2;
  for (let step = 0; step < 40; step++) {
    camera.position.set(0, Math.sin(elevation), Math.cos(elevation)).multiplyScalar(distance).add(target);
    camera.lookAt(target);
    camera.updateMatrixWorld();
    const seen = outline.map((point) => point.clone().project(camera));
    const ys = seen.map(({ y }) => y);
    const reach = Math.max(...seen.map(({ x }) => Math.abs(x)), (Math.max(...ys) - Math.min(...ys)) / 2);
    // The upright extent is centred by moving what the camera looks at.
    target.y += ((Math.max(...ys) + Math.min(...ys)) / 2) * distance * Math.tan((11 * Math.PI) / 180) * 0.7;
    distance *= 1 + (reach / margin - 1) * 0.7;
  }
  return camera;
}

/** Directions of a large softbox (upper left, in front) and of the bright room around, evenly spread. */
function lightAt(index: number, count: number): { position: Vector3; strength: number } {
  const spread = [((index + 0.5) / count) % 1, (index * 0.618034) % 1, (index * 0.754878) % 1] as const;
  if (index % 5 < 3) {
    const position = new Vector3(
      -2.1 + (spread[1] - 0.5) * 1.9,
      2.9 + (spread[2] - 0.5) * 1.3,
      2.1 + (spread[2] - 0.5) * 1.2,
    );
    return { position, strength: 2.5 };
  }
  const around = spread[1] * 2 * Math.PI;
  const up = 0.35 + 0.6 * spread[2];
  const out = Math.sqrt(1 - up * up);
  return { position: new Vector3(Math.sin(around) * out, up, Math.cos(around) * out).multiplyScalar(4), strength: 1.9 };
}

/** One photo: RGBA bytes, top row first. Each pass has another light and another place within the pixels. */
export function shoot({ model, angle, size, lights }: Shot): Uint8Array {
  const { turntable, radius, height } = place(model);
  const target = new WebGLRenderTarget(size, size, { type: FloatType });
  const sum = new Float32Array(size * size * 4);
  const pass = new Float32Array(size * size * 4);
  turntable.rotation.y = (-angle.azimuth * Math.PI) / 180;
  scene.add(turntable);
  const camera = cameraFor(angle, radius, height);
  for (let index = 0; index < lights; index++) {
    const { position, strength } = lightAt(index, lights);
    lamp.position.copy(position);
    lamp.intensity = strength;
    camera.setViewOffset(size, size, (index * 0.754878) % 1, (index * 0.56984) % 1, size, size);
    renderer.setRenderTarget(target);
    renderer.render(scene, camera);
    renderer.readRenderTargetPixels(target, 0, 0, size, size, pass);
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (pass[at] ?? 0);
  }
  scene.remove(turntable);
  turntable.traverse((part) => {
    if (part instanceof Mesh) part.geometry.dispose();
  });
  target.dispose();
  return develop(sum, size, 1 / lights);
}

/** From linear light to sRGB: highlights roll off instead of clipping. */
function develop(sum: Float32Array, size: number, weight: number): Uint8Array {
  const bytes = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < size * 4; at++) {
      const light = (sum[(size - 1 - row) * size * 4 + at] ?? 0) * weight;
      const rolled = light < 0.7 ? light : 0.7 + 0.3 * (1 - Math.exp(-(light - 0.7) / 0.3));
      const value = rolled <= 0.0031308 ? rolled * 12.92 : 1.055 * rolled ** (1 / 2.4) - 0.055;
      bytes[row * size * 4 + at] = at % 4 === 3 ? 255 : Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return bytes;
}

Object.assign(globalThis, {
  /** Called by `render.ts`; the photo travels as the body of a request. */
  photograph: async (shot: Shot) => {
    await fetch(`/shot`, { method: 'POST', body: shoot(shot) as Uint8Array<ArrayBuffer> });
  },
});
