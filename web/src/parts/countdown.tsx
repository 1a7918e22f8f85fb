import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { timeLeft } from '../shop/time-left.ts';

interface CountdownProps {
  /** RFC 3339. */
  readonly until: string;
  readonly onEnd: () => void;
  readonly children: (left: string) => ComponentChildren;
}

/** Counts down to an instant and says once when it has come. */
export function Countdown({ until, onEnd, children }: CountdownProps) {
  const [now, setNow] = useState(Date.now());
  const end = Date.parse(until);
  useEffect(() => {
    let ended = false;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= end && !ended) {
        ended = true;
        onEnd();
      }
    }, 1000);
    return () => clearInterval(timer);
  }, [end]);
  return (
    <span class="countdown" role="timer">
      {children(timeLeft(end, now))}
    </span>
  );
}
