/** How much motion this device is to show: what its owner wants, and what it can draw. */
export type Motion = 'full' | 'lite' | 'still';

let known: Motion | null = null;

/**
 * Without a graphics chip every frame of a page in motion is drawn by the processor, which the match and the connection
 * need: then the lobby moves less. Asked once, since finding out makes a WebGL context.
 */
export function motion(): Motion {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return 'still';
  known ??= hasGraphicsChip() ? 'full' : 'lite';
  return known;
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function hasGraphicsChip(): boolean {
  const options: WebGLContextAttributes = { failIfMajorPerformanceCaveat: true };
  const context = document.createElement('canvas').getContext('webgl', options) as WebGLRenderingContext | null;
  if (!context) return false;
  let renderer = String(context.getParameter(context.RENDERER));
  // Chromium hides the name behind an extension; Firefox has it here, and warns whoever asks for the extension.
  const naming = renderer.startsWith('WebKit') ? context.getExtension('WEBGL_debug_renderer_info') : null;
  if (naming) renderer = String(context.getParameter(naming.UNMASKED_RENDERER_WEBGL));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !SOFTWARE.test(renderer);
}
