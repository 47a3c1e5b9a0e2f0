/** What a service should not do, as a person set it: an indicator above or below a value. */
export interface Objective {
  readonly service: string;
  /** Only this `deployment.environment.name`; any when absent. */
  readonly environment?: string | undefined;
  readonly indicator: string;
  /** On which side of `value` the objective is not met. */
  readonly side: 'above' | 'below';
  /** In the unit of the series. */
  readonly value: number;
}

/** Whether a value is one that the objective does not want. */
export function beyond({ side, value }: Pick<Objective, 'side' | 'value'>, observed: number): boolean {
  return side === 'above' ? observed > value : observed < value;
}
