import type { BinaryOperator } from './expression.ts';

/** What an operator makes of two numbers; for a comparison whether it holds. */
type OfTwo<Result> = (a: number, b: number) => Result;

const ARITHMETIC: Partial<Record<BinaryOperator, OfTwo<number>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const COMPARISONS: Partial<Record<BinaryOperator, OfTwo<boolean>>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** As Go has it: 1 to any power is 1, and −1 to an infinite power as well. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/**
 * What an operator makes of two numbers; `undefined` where a comparison filters. `kept` is which of the two a
 * comparison that holds lets pass: the element of the vector.
 */
export function operation(
  operator: BinaryOperator,
  bool: boolean,
  kept: 'left' | 'right'
): (a: number, b: number) => number | undefined {
  const calculate = ARITHMETIC[operator];
  if (calculate !== undefined) return calculate;
  const holds = COMPARISONS[operator];
  if (holds === undefined) throw new Error(`${operator} is no operator of two numbers`);
  if (bool) return (a, b) => (holds(a, b) ? 1 : 0);
  return kept === 'left' ? (a, b) => (holds(a, b) ? a : undefined) : (a, b) => (holds(a, b) ? b : undefined);
}
