import { Field } from '../../parts/Field';

/** What a run trains with, as it is typed. */
export interface TypedArguments {
  preset: string;
  settings: string;
}

/** A preset, and settings on top of it. A setting that is wrong is named by the service, with what it may be. */
export function Arguments({ value, onChange }: { value: TypedArguments; onChange: (next: TypedArguments) => void }) {
  return (
    <>
      <Field name="Preset">
        {(ids) => (
          <select {...ids} className="field w-full" value={value.preset} onChange={(event) => onChange({ ...value, preset: event.target.value })}>
            <option>default</option>
            <option>paper</option>
          </select>
        )}
      </Field>
      <Field name="Settings on top of it" note="With spaces between them">
        {(ids) => (
          <input {...ids} className="field w-full font-mono" placeholder="KDiffE:Epochs=20 KDiffE:Seed=7" value={value.settings} onChange={(event) => onChange({ ...value, settings: event.target.value })} />
        )}
      </Field>
    </>
  );
}

/** The settings of a text; throws where a word of it is none. */
export function readSettings(text: string): Record<string, string> {
  const words = text.split(/\s+/).filter(Boolean);
  const wrong = words.find((word) => !/^[^=]+=./.test(word));
  if (wrong !== undefined) throw new Error(`'${wrong}' is no setting: write a name, '=' and a value, as in KDiffE:Epochs=20.`);
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

/** Settings as they are typed. */
export const writeSettings = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
