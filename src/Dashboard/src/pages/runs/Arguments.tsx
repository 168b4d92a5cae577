import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../api/client';
import { trainingSettings } from '../../api/queries';
import type { SchemaSettingDescription, SchemaTrainingSettingsResponse } from '../../api/schema';
import { Field } from '../../parts/Field';
import { Loaded } from '../../parts/Loaded';
import { presetValue, wrongSettings, type RunArguments } from './settings';
import { Setting } from './Setting';

interface Props {
  value: RunArguments;
  onChange: (next: RunArguments) => void;
  /** Why the service refused them, if it did. */
  error: Error | null;
}

/** A preset, and the settings that shall differ from it, each with what it may be. */
export function Arguments({ value, onChange, error }: Props) {
  const schema = useQuery(trainingSettings);
  return <Loaded query={schema}>{(data) => <Choice schema={data} value={value} onChange={onChange} error={error} />}</Loaded>;
}

/** Whether there is nothing in the way of sending arguments that is seen from here. */
export function useSendable(value: RunArguments): boolean {
  const schema = useQuery(trainingSettings).data;
  return schema !== undefined && wrongSettings(schema, value).length === 0;
}

/** The setting that the service refused; undefined where that is not why, and the problem is to be shown as a whole. */
export function refusedSetting(error: Error | null, schema: SchemaTrainingSettingsResponse | undefined): SchemaSettingDescription | undefined {
  if (!(error instanceof Problem) || error.type !== '/errors/invalid-setting') return undefined;
  return schema?.settings.find((setting) => new RegExp(`\\b${setting.name}\\b`, 'i').test(error.message));
}

function Choice({ schema, value, onChange, error }: Props & { schema: SchemaTrainingSettingsResponse }) {
  const sections = [...new Set(schema.settings.map(section))];
  const preset = schema.presets.find((other) => other.name === value.preset);
  const refused = refusedSetting(error, schema);
  const wrongs = wrongSettings(schema, value);
  const changed = Object.keys(value.settings);
  const set = (setting: SchemaSettingDescription, text: string) => {
    const { [setting.name]: _, ...others } = value.settings;
    onChange({ ...value, settings: text === presetValue(schema, value.preset, setting) ? others : { ...others, [setting.name]: text } });
  };
  return (
    <div className="space-y-3">
      <div className="max-w-md">
        <Field name="Preset" note={preset?.description}>
          {(ids) => (
            <select {...ids} className="field w-full" value={value.preset} onChange={(event) => onChange({ ...value, preset: event.target.value })}>
              {schema.presets.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {sections.map((name) => {
        const own = schema.settings.filter((setting) => section(setting) === name);
        const differing = own.filter((setting) => changed.includes(setting.name)).length;
        return (
          <details key={name} open={own.some((setting) => setting === refused) || undefined} className="rounded border border-slate-300 p-2 dark:border-slate-700">
            <summary className="text-sm">
              {name} <span className="quiet">– {differing === 0 ? own.length === 1 ? 'one setting, as in the preset' : `${own.length} settings, all as in the preset` : `${differing} of ${own.length} settings differ from the preset`}</span>
            </summary>
            <div className="mt-2 grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
              {own.map((setting) => (
                <Setting
                  key={setting.name}
                  setting={setting}
                  preset={presetValue(schema, value.preset, setting)}
                  value={value.settings[setting.name]}
                  refused={setting === refused ? (error?.message ?? null) : null}
                  onChange={(text) => set(setting, text)}
                />
              ))}
            </div>
          </details>
        );
      })}
      {wrongs.length > 0 && (
        <p role="status" className="text-sm text-red-800 dark:text-red-300">
          These cannot be sent as they are: {wrongs.map((setting) => setting.name).join(', ')}.
        </p>
      )}
    </div>
  );
}

const section = (setting: SchemaSettingDescription): string => setting.name.slice(0, setting.name.indexOf(':'));
