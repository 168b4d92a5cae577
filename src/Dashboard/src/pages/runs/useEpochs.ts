import { useEffect, useState } from 'react';
import type { SchemaRunEpochEvent } from '../../api/schema';

/** The epochs of a run that have ended, one by one as they do; an epoch that is trained again takes the place of the first try. */
export function useEpochs(run: number): SchemaRunEpochEvent[] {
  const [epochs, setEpochs] = useState<SchemaRunEpochEvent[]>([]);
  useEffect(() => {
    const byNumber = new Map<number, SchemaRunEpochEvent>();
    const events = new EventSource(`/training/runs/${run}/events`);
    let drawn = 0;
    // Those that came together are drawn together.
    const draw = () => {
      drawn = 0;
      setEpochs([...byNumber.values()].sort((a, b) => a.epoch - b.epoch));
    };
    events.addEventListener('epoch', (event) => {
      const epoch = JSON.parse((event as MessageEvent<string>).data) as SchemaRunEpochEvent;
      byNumber.set(epoch.epoch, epoch);
      drawn ||= requestAnimationFrame(draw);
    });
    return () => {
      events.close();
      cancelAnimationFrame(drawn);
      setEpochs([]);
    };
  }, [run]);
  return epochs;
}
