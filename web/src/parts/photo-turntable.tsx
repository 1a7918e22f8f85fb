import type { Product } from '@arcade/contracts';
import { useRef, useState } from 'preact/hooks';
import { arrangePhotos } from '../shop/photo-angles.ts';
import { Photo } from './photo.tsx';

/** Pixels of dragging that turn to the next photo. */
const stepPixels = 36;

/** Photos from around, turned by dragging, by the arrow keys or by the slider; the rest stands below as small pictures. */
export function PhotoTurntable({ images }: { images: Product['images'] }) {
  const { turn, others } = arrangePhotos(images);
  const all = [...turn, ...others];
  const [shown, setShown] = useState(0);
  const drag = useRef<{ x: number; from: number } | undefined>(undefined);
  const around = turn.length;
  const current = all[shown] ?? null;
  const turnBy = (from: number, steps: number) => {
    if (around > 1) setShown((((from + steps) % around) + around) % around);
  };

  return (
    <section class="turntable" aria-label="Photos">
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
        <Photo image={current} sizes="(min-width: 900px) 560px, 100vw" eager />
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
              <Photo image={{ url: image.url, alt: '' }} sizes="72px" />
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
