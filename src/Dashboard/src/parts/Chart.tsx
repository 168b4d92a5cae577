import { useEffect, useRef } from 'react';
import uPlot from 'uplot';

export interface Line {
  name: string;
  values: (number | null)[];
}

// Told apart by brightness, too.
const colours = ['#4f46e5', '#d97706', '#059669', '#be123c', '#7c3aed'];
const darkColours = ['#a5b4fc', '#fbbf24', '#6ee7b7', '#fda4af', '#d8b4fe'];

/** Lines over time or over a number. What they show stands in a table or in figures beside it, for whoever cannot see them. */
export function Chart({ label, xName, x, lines, time = false }: { label: string; xName: string; x: number[]; lines: Line[]; time?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const names = lines.map((line) => line.name).join('\n');

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element.clientWidth, xName, names.split('\n'), time, dark.matches), [[], ...names.split('\n').map(() => [])], element);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: 220 }));
    resized.observe(element);
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [names, xName, time]);

  useEffect(() => plot.current?.setData([x, ...lines.map((line) => line.values)]));

  return <div ref={place} role="img" aria-label={label} className="min-h-[250px] w-full" />;
}

// There is no half of an epoch.
const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

function options(width: number, xName: string, names: string[], time: boolean, dark: boolean): uPlot.Options {
  const axis: uPlot.Axis = { stroke: dark ? '#cbd5e1' : '#334155', grid: { stroke: dark ? '#334155' : '#e2e8f0' }, size: 56 };
  // What is shown around a single point: half a day, or one.
  const around = time ? 43_200 : 1;
  return {
    width,
    height: 220,
    scales: { x: { time, range: (_, least, most) => (least === most ? [least - around, most + around] : [least, most]) } },
    // Times take two lines, and dates are long.
    axes: [time ? { ...axis, size: 54, space: 110 } : { ...axis, size: 36, space: 50, incrs: wholeSteps }, axis],
    series: [
      { label: xName },
      ...names.map((name, k) => ({
        label: name,
        stroke: (dark ? darkColours : colours)[k % colours.length] ?? '#64748b',
        width: 2,
        spanGaps: true,
        points: { show: true, size: 5 },
      })),
    ],
  };
}
