import { config } from 'zod';

/**
 * Zod compiles schemas where `new Function` works, and finds that out by trying. Under our content security policy it does
 * not, and the try would be reported in every player's console. Imported before any schema is made.
 */
config({ jitless: true });
