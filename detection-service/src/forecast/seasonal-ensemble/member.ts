/** What a member of the ensemble says: the next `horizon` values, or nothing when the history is too short for it. */
export type MemberForecast = (values: Float64Array, horizon: number) => Float64Array | undefined;
