import {
  asteriskCensorStrategy,
  englishDataset,
  englishRecommendedTransformers,
  keepStartCensorStrategy,
  RegExpMatcher,
  TextCensor,
} from 'obscenity';

const english = englishDataset.build();
/** Harmless words that hold a bad one and that the dataset does not know of. */
// biome-ignore format: a list
const HARMLESS = [
  'assort', 'booby trap', 'booby-trap', 'cockpit', 'cocktail', 'cockatoo', 'peacock', 'hancock', 'hitchcock', 'dickens', 'dickinson',
  'fire retardant', 'flame retardant', 'pussycat', 'pussy willow', 'rapeseed', 'grape', 'drape', 'scrape', 'shiitake', 'shitake',
  'tit for tat', 'titmouse', 'title', 'titan', 'moby dick', 'dick tracy', 'cumulus', 'document', 'circumst', 'accumulat', 'cucumber',
];
const matcher = new RegExpMatcher({
  ...english,
  ...englishRecommendedTransformers,
  whitelistedTerms: [...(english.whitelistedTerms ?? []), ...HARMLESS],
});
const stars = new TextCensor().setStrategy(keepStartCensorStrategy(asteriskCensorStrategy()));

/** The text with what English holds for obscene starred out, its usual disguises included. About 0.1 ms for a long line. */
export function censor(text: string): string {
  return stars.applyTo(text, matcher.getAllMatches(text));
}
