import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { toHaveNoViolations } from 'jest-axe';

expect.extend(toHaveNoViolations);

// Whole pages in an app, on a machine that does other things too. What is hidden from assistive technology is looked
// for by axe; to ask it of every element for every query by role takes most of a test's time.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000, defaultHidden: true });
