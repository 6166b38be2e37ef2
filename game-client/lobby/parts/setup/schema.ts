import { z } from 'zod';
import { games } from '../../../../shared/games/index.ts';

/** A setting of a game, as far as a form can show it. */
export interface SettingSpec {
  readonly name: string;
  readonly title: string;
  readonly kind:
    | {
        readonly is: 'number';
        readonly min?: number;
        readonly max?: number;
        readonly whole: boolean;
        readonly unit?: string;
      }
    | { readonly is: 'choice'; readonly values: readonly string[] }
    | { readonly is: 'switch' }
    /** Nothing that this form knows: it is only shown. */
    | { readonly is: 'other' };
}

/** What of JSON Schema is looked at. `title` and `unit` come from the schema's `.meta()`. */
interface Property {
  type?: string;
  title?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
}

const known = new Map<string, readonly SettingSpec[]>();

/** The settings of a game in the order of its schema; none of a game that this client does not know. */
export function settingsOf(gameId: string): readonly SettingSpec[] {
  const found = known.get(gameId);
  if (found) return found;
  const schema = games.get(gameId)?.settings;
  const json = schema && (z.toJSONSchema(schema, { io: 'input' }) as { properties?: { [name: string]: Property } });
  const specs = Object.entries(json?.properties ?? {}).map(([name, property]) => specOf(name, property));
  known.set(gameId, specs);
  return specs;
}

function specOf(name: string, property: Property): SettingSpec {
  const title = property.title ?? inWords(name);
  const { type, minimum, maximum, unit } = property;
  if (property.enum?.every((value) => typeof value === 'string')) {
    return { name, title, kind: { is: 'choice', values: property.enum as string[] } };
  }
  if (type === 'boolean') return { name, title, kind: { is: 'switch' } };
  if (type === 'integer' || type === 'number') {
    return { name, title, kind: { is: 'number', min: minimum, max: maximum, whole: type === 'integer', unit } };
  }
  return { name, title, kind: { is: 'other' } };
}

/** `turnSeconds` as "Turn seconds". */
export function inWords(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return words[0]!.toUpperCase() + words.slice(1);
}
