import type Phaser from 'phaser';

const FAMILY = '"Avenir Next", "Segoe UI Variable Display", "Segoe UI", ui-rounded, system-ui, "Open Sans", sans-serif';

export interface Words {
  readonly text: Phaser.GameObjects.Text;
  /** Draws anew only what is new: a text is a texture of its own. */
  say(words: string, colour?: string): void;
}

/** `most`: how wide it may be; what is longer is drawn smaller, down to the part `smallest`, and cut where that is not enough. */
export function createWords(
  scene: Phaser.Scene,
  size: number,
  weight: number,
  most = Number.POSITIVE_INFINITY,
  smallest = 0.72,
): Words {
  let colour = '#ffffff';
  let said = '';
  const text = scene.add
    .text(0, 0, '', { fontFamily: FAMILY, fontSize: `${size}px`, fontStyle: `${weight}`, color: colour })
    .setResolution(2)
    .setOrigin(0.5)
    .setShadow(0, 1, 'rgba(0,0,12,.9)', 4);
  return {
    text,
    say(words, now = colour) {
      if (now !== colour) text.setColor(now);
      colour = now;
      if (words === said) return;
      said = words;
      text.setText(words).setScale(1);
      for (let kept = words.length - 1; text.width * smallest > most && kept > 2; kept--) {
        text.setText(`${words.slice(0, kept).trimEnd()}…`);
      }
      text.setScale(Math.min(1, most / Math.max(1, text.width)));
    },
  };
}
