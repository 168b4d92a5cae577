import type { SchemaSettingDescription } from '../../api/schema';
import { Field } from '../../parts/Field';
import { rangeOf, wrong } from './settings';

interface Props {
  setting: SchemaSettingDescription;
  /** What it has by the preset. */
  preset: string;
  /** What it has instead; undefined where it is as in the preset. */
  value: string | undefined;
  /** Why the service refused it, if it did. */
  refused: string | null;
  onChange: (value: string) => void;
}

/** One setting, with what it does and what it may be. */
export function Setting({ setting, preset, value, refused, onChange }: Props) {
  const { name, type, choices, description } = setting;
  const shown = value ?? preset;
  const words = type === 'boolean' ? ['true', 'false'] : type === 'choice' ? choices : null;
  const note = (
    <>
      {description} It is {rangeOf(setting)}
      {value === undefined ? '.' : `; ${preset} in the preset.`}
    </>
  );
  return (
    <Field name={name.slice(name.indexOf(':') + 1)} note={note} error={(value === undefined ? null : wrong(setting, value)) ?? refused}>
      {(ids) =>
        words ? (
          <select {...ids} name={name} className={`field w-full ${value === undefined ? '' : 'font-semibold'}`} value={words.find((word) => word.toLowerCase() === shown.toLowerCase()) ?? shown} onChange={(event) => onChange(event.target.value)}>
            {words.map((word) => (
              <option key={word}>{word}</option>
            ))}
          </select>
        ) : (
          <input {...ids} name={name} className={`field w-full ${value === undefined ? '' : 'font-semibold'}`} inputMode={type === 'integer' ? 'numeric' : 'decimal'} value={shown} onChange={(event) => onChange(event.target.value)} />
        )
      }
    </Field>
  );
}
