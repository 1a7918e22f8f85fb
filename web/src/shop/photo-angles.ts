interface Labelled {
  readonly label: string | null;
}

const named = new Map([
  ['front', 0],
  ['right', 90],
  ['back', 180],
  ['left', 270],
]);

/** Azimuth in degrees of a photo taken from around; undefined for one from above or without a label. */
export function azimuthOf(label: string | null): number | undefined {
  if (label === null) return undefined;
  const degrees = /^azimuth-(\d{1,3})$/.exec(label)?.[1];
  return degrees === undefined ? named.get(label) : Number(degrees) % 360;
}

/** Photos that make a turn, by azimuth, and the others as they came. */
export function arrangePhotos<Photo extends Labelled>(photos: readonly Photo[]) {
  const around = photos
    .flatMap((photo) => {
      const azimuth = azimuthOf(photo.label);
      return azimuth === undefined ? [] : [{ photo, azimuth }];
    })
    .toSorted((a, b) => a.azimuth - b.azimuth);
  return {
    turn: around.map(({ photo }) => photo),
    others: photos.filter(({ label }) => azimuthOf(label) === undefined),
  };
}
