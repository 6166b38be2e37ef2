import { type ReadonlySignal, signal } from '@preact/signals';

export interface Tone {
  /** Hertz at the start, and where it glides to. */
  readonly from: number;
  readonly to?: number;
  readonly seconds: number;
  readonly volume: number;
  readonly wave?: OscillatorType;
  /** Seconds from now. */
  readonly after?: number;
  /** -1 left to 1 right. */
  readonly pan?: number;
}

export interface Hiss {
  /** The middle of the band in hertz at the start, and where it glides to. */
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  readonly volume: number;
  readonly pan?: number;
}

/** Small sounds made on the spot. Nothing is loaded, and nothing sounds before the player has touched the page. */
export interface SoundKit {
  readonly muted: ReadonlySignal<boolean>;
  toggle(): void;
  tone(tone: Tone): void;
  hiss(hiss: Hiss): void;
  destroy(): void;
}

const KEY = 'muster.muted';
/** At most this many voices at once: what comes on top is dropped, so that a brawl neither clips nor costs frames. */
const MAX_VOICES = 24;
const GESTURES = ['pointerdown', 'keydown', 'touchend'] as const;

export function createSoundKit(): SoundKit {
  const muted = signal(recallMuted());
  let out: { context: AudioContext; master: GainNode; noise: AudioBuffer } | null = null;
  let voices = 0;

  /** Browsers keep a context silent that was made before a gesture, and warn about it. */
  const wake = () => {
    stopWaiting();
    if (typeof AudioContext === 'undefined') return;
    const context = new AudioContext({ latencyHint: 'interactive' });
    const limiter = context.createDynamicsCompressor();
    const master = context.createGain();
    master.gain.value = muted.value ? 0 : 0.5;
    master.connect(limiter).connect(context.destination);
    out = { context, master, noise: makeNoise(context) };
  };
  const stopWaiting = () => {
    for (const gesture of GESTURES) window.removeEventListener(gesture, wake, true);
  };
  for (const gesture of GESTURES) window.addEventListener(gesture, wake, true);

  const voice = (source: AudioScheduledSourceNode, last: AudioNode, pan: number, at: number, seconds: number) => {
    const { context, master } = out!;
    const panner = context.createStereoPanner();
    panner.pan.value = pan;
    last.connect(panner).connect(master);
    voices++;
    source.onended = () => {
      voices--;
      panner.disconnect();
    };
    source.start(at);
    source.stop(at + seconds);
  };
  const audible = () => out !== null && !muted.value && out.context.state === 'running' && voices < MAX_VOICES;

  return {
    muted,
    toggle() {
      muted.value = !muted.value;
      rememberMuted(muted.value);
      out?.master.gain.setTargetAtTime(muted.value ? 0 : 0.5, out.context.currentTime, 0.02);
    },
    tone({ from, to = from, seconds, volume, wave = 'sine', after = 0, pan = 0 }) {
      if (!audible()) return;
      const { context } = out!;
      const at = context.currentTime + after;
      const oscillator = new OscillatorNode(context, { type: wave, frequency: from });
      oscillator.frequency.setValueAtTime(from, at);
      oscillator.frequency.exponentialRampToValueAtTime(to, at + seconds);
      const gain = new GainNode(context, { gain: 0 });
      shape(gain.gain, at, seconds, volume, 0.006);
      oscillator.connect(gain);
      voice(oscillator, gain, pan, at, seconds);
    },
    hiss({ from, to, seconds, volume, pan = 0 }) {
      if (!audible()) return;
      const { context, noise } = out!;
      const at = context.currentTime;
      const source = new AudioBufferSourceNode(context, { buffer: noise, loop: true });
      const filter = new BiquadFilterNode(context, { type: 'bandpass', Q: 1.1, frequency: from });
      filter.frequency.setValueAtTime(from, at);
      filter.frequency.exponentialRampToValueAtTime(to, at + seconds);
      const gain = new GainNode(context, { gain: 0 });
      shape(gain.gain, at, seconds, volume, 0.02);
      source.connect(filter).connect(gain);
      voice(source, gain, pan, at, seconds);
    },
    destroy() {
      stopWaiting();
      void out?.context.close();
      out = null;
    },
  };
}

/** A quick rise and a long fall; a jump to or from loudness would click. */
function shape(gain: AudioParam, at: number, seconds: number, volume: number, rise: number): void {
  gain.setValueAtTime(0.0001, at);
  gain.exponentialRampToValueAtTime(volume, at + rise);
  gain.exponentialRampToValueAtTime(0.0001, at + seconds);
}

function makeNoise(context: AudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, context.sampleRate, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1;
  return buffer;
}

/** Storage is refused in some private windows: the choice then lasts as long as the page. */
function recallMuted(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

function rememberMuted(muted: boolean): void {
  try {
    localStorage.setItem(KEY, muted ? '1' : '0');
  } catch {
    // Nothing is lost but the choice itself.
  }
}
