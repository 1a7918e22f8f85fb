import type { Product } from '@arcade/contracts';
import { useRef, useState } from 'preact/hooks';
import { arrangePhotos } from '../shop/photo-angles.ts';
import { Photo, preloadPhotos } from './photo.tsx';

/** Pixels of dragging that turn to the next photo. */
const stepPixels = 36;
const stageSizes = '(min-width: 900px) 560px, min(100vw, 46vh)';

/** Photos from around, turned by dragging, by the arrow keys or by the slider; the rest stands below as small pictures. */
export function PhotoTurntable({ images }: { images: Product['images'] }) {
  const { turn, others } = arrangePhotos(images);
  const all = [...turn, ...others];
  const [shown, setShown] = useState(0);
  const drag = useRef<{ x: number; from: number } | undefined>(undefined);
  const around = turn.length;
  const turnBy = (from: number, steps: number) => {
    if (around > 1) setShown((((from + steps) % around) + around) % around);
  };
  // Turning must not wait for each photo; who only looks does not pay for all of them.
  const preloaded = useRef(false);
  const preload = () => {
    if (preloaded.current || around < 2) return;
    preloaded.current = true;
    preloadPhotos(
      turn.map(({ url }) => url),
      stageSizes,
    );
  };

  return (
    <section class="turntable" aria-label="Photos" onPointerEnter={preload} onPointerDown={preload} onFocusIn={preload}>
      <div
        class={around > 1 ? 'stage stage-turns' : 'stage'}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, from: shown < around ? shown : 0 };
        }}
        onPointerMove={(event) => {
          if (drag.current === undefined) return;
          turnBy(drag.current.from, Math.round((drag.current.x - event.clientX) / stepPixels));
        }}
        onPointerUp={() => (drag.current = undefined)}
        onPointerCancel={() => (drag.current = undefined)}
      >
        <Photo image={all[shown] ?? null} sizes={stageSizes} eager />
        {around > 1 && <p class="hint">Drag to turn</p>}
      </div>
      {around > 1 && (
        <input
          class="turn-slider"
          type="range"
          min="0"
          max={around - 1}
          value={shown < around ? shown : 0}
          aria-label="Turn"
          aria-valuetext={`Photo ${shown + 1} of ${around}`}
          onInput={(event) => setShown(Number(event.currentTarget.value))}
        />
      )}
      {all.length > 1 && (
        <div class="thumbs">
          {all.map((image, index) => (
            <button
              key={image.imageId}
              type="button"
              class="thumb"
              aria-label={`Photo ${index + 1} of ${all.length}`}
              aria-pressed={index === shown}
              onClick={() => setShown(index)}
            >
              <Photo image={{ url: image.url, alt: '' }} sizes="64px" />
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
