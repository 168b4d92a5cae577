import { useEffect, useRef, useState } from 'react';
import { place } from '../../api/place';
import type { SchemaRunEpochEvent } from '../../api/schema';

const again = 5000;

/** The epochs of a run that have ended, one by one as they do; an epoch that is trained again takes the place of the first try. More may come while it lives. */
export function useEpochs(run: number, live: boolean): SchemaRunEpochEvent[] {
  const [epochs, setEpochs] = useState<SchemaRunEpochEvent[]>([]);
  const lives = useRef(live);
  lives.current = live;
  useEffect(() => {
    const byNumber = new Map<number, SchemaRunEpochEvent>();
    let events: EventSource;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let drawn = 0;
    // Those that came together are drawn together.
    const draw = () => {
      drawn = 0;
      setEpochs([...byNumber.values()].sort((a, b) => a.epoch - b.epoch));
    };
    const open = () => {
      events = new EventSource(`${place}/training/runs/${run}/events`);
      events.addEventListener('epoch', (event) => {
        const epoch = JSON.parse((event as MessageEvent<string>).data) as SchemaRunEpochEvent;
        byNumber.set(epoch.epoch, epoch);
        drawn ||= requestAnimationFrame(draw);
      });
      // A browser tries again by itself after a break, but not after an answer such as 503.
      events.addEventListener('error', () => {
        if (events.readyState === EventSource.CLOSED && lives.current) waiting = setTimeout(open, again);
      });
    };
    open();
    return () => {
      events.close();
      clearTimeout(waiting);
      cancelAnimationFrame(drawn);
      setEpochs([]);
    };
  }, [run]);
  return epochs;
}
