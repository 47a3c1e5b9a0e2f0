import type { QueryResponse } from '@weir/contract';
