import type { SchemaSettingDescription, SchemaTrainingSettingsResponse } from '../../api/schema';

/** What a run trains with: a preset, and the settings that differ from it. */
export interface RunArguments {
  preset: string;
  settings: Record<string, string>;
}

/** Arguments without any setting of their own. */
export const plain: RunArguments = { preset: 'default', settings: {} };

/** What a setting has by a preset alone, as text. */
export function presetValue(schema: SchemaTrainingSettingsResponse, preset: string, setting: SchemaSettingDescription): string {
  const changed = schema.presets.find((other) => other.name === preset)?.settings[setting.name];
  return text(changed === undefined ? setting.defaultValue : changed);
}

/** Every setting of arguments by its name, those that the preset has included. */
export function wholeSettings(schema: SchemaTrainingSettingsResponse, { preset, settings }: RunArguments): Map<string, string> {
  return new Map(schema.settings.map((setting) => [setting.name, settings[setting.name] ?? presetValue(schema, preset, setting)]));
}

/** What a setting may be, in words. */
export function rangeOf({ type, minimum, maximum, choices }: SchemaSettingDescription): string {
  const words = choices?.join(', ');
  if (type === 'choice') return words ?? '';
  if (type === 'boolean') return 'true or false';
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const range = minimum !== null && maximum !== null ? ` from ${minimum} to ${maximum}` : minimum !== null ? ` from ${minimum} on` : maximum !== null ? ` up to ${maximum}` : '';
  return `${kind}${range}${words ? `, or ${words}` : ''}`;
}

/** Why a setting cannot have a value; null where it can. */
export function wrong(setting: SchemaSettingDescription, value: string): string | null {
  const { type, minimum, maximum, choices } = setting;
  const words = type === 'boolean' ? ['true', 'false'] : (choices ?? []);
  if (words.some((word) => word.toLowerCase() === value.toLowerCase())) return null;
  const number = value.trim() === '' ? NaN : Number(value);
  const fits = Number.isFinite(number) && (type === 'number' || Number.isInteger(number)) && number >= (minimum ?? -Infinity) && number <= (maximum ?? Infinity);
  return (type === 'integer' || type === 'number') && fits ? null : `It must be ${rangeOf(setting)}.`;
}

/** The settings that have a value that they cannot have. */
export const wrongSettings = (schema: SchemaTrainingSettingsResponse, { settings }: RunArguments): SchemaSettingDescription[] =>
  schema.settings.filter((setting) => setting.name in settings && wrong(setting, settings[setting.name] ?? '') !== null);

/** Settings as they are written on a command line. */
export const writeSettings = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
