/** How much of it is to be measured, as the command line says. */
export interface Plan {
  readonly rooms: number;
  /** Clients in a room. */
  readonly bots: number;
  readonly seconds: number;
  readonly rounds: number;
}
