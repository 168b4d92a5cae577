/** Every view but the first one. */
export { Audit } from './Audit';
export { Item } from './Item';
export { Keys } from './Keys';
export { Online } from './Online';
export { Run } from './Run';
export { Runs } from './Runs';
export { Schedules } from './Schedules';
export { Snapshots } from './Snapshots';
export { TryIt } from './TryIt';
