import type { Group } from 'three';
import { radio, speaker, turntable } from './audio.ts';
import { mantelClock, pottedPlant, ribbedVase } from './decor.ts';
import { mushroomLamp, paperLantern, tripodLamp } from './lighting.ts';
import { armchair, diningChair, stool } from './seating.ts';
import { basket, bookcase, sideboard } from './storage.ts';
import { desk, diningTable, sideTable } from './tables.ts';
import { bowl, mug, teapot } from './tableware.ts';
import { plushBear, stackingRings, woodenTrain } from './toys.ts';

/** Every model by the name that the catalogue and the folders of photos use. */
export const models: Readonly<Record<string, () => Group>> = {
  'dining-chair': diningChair,
  armchair,
  stool,
  'side-table': sideTable,
  'dining-table': diningTable,
  desk,
  'mushroom-lamp': mushroomLamp,
  'tripod-lamp': tripodLamp,
  'paper-lantern': paperLantern,
  bookcase,
  sideboard,
  basket,
  mug,
  bowl,
  teapot,
  'ribbed-vase': ribbedVase,
  'mantel-clock': mantelClock,
  'potted-plant': pottedPlant,
  speaker,
  radio,
  turntable,
  'wooden-train': woodenTrain,
  'stacking-rings': stackingRings,
  'plush-bear': plushBear,
};
