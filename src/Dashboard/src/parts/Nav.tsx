import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { place } from '../api/place';

const groups = [
  {
    name: 'Watch',
    pages: [
      { to: '/', name: 'Overview' },
      { to: '/ui/online', name: 'Online metrics' },
      { to: '/ui/nodes', name: 'Nodes' },
    ],
  },
  {
    name: 'Recommend',
    pages: [
      { to: '/ui/try', name: 'Try it' },
      { to: '/ui/compare', name: 'Compare' },
      { to: '/ui/snapshots', name: 'Snapshots' },
    ],
  },
  {
    name: 'Train',
    pages: [
      { to: '/ui/data', name: 'Data' },
      { to: '/ui/runs', name: 'Runs' },
      { to: '/ui/schedules', name: 'Schedules' },
    ],
  },
  {
    name: 'Administer',
    pages: [
      { to: '/ui/keys', name: 'Keys' },
      { to: '/ui/audit', name: 'Audit' },
      { to: '/ui/webhooks', name: 'Webhooks' },
    ],
  },
] as const;

/** The way to every page: beside them where there is room, behind a button where there is not. */
export function Nav() {
  const [open, setOpen] = useState(false);
  const here = useRouterState({ select: (state) => state.location.href });
  useEffect(() => setOpen(false), [here]);
  return (
    <div className="lg:w-44 lg:shrink-0">
      <button type="button" className="button lg:hidden" aria-expanded={open} aria-controls="pages" onClick={() => setOpen(!open)}>
        Pages
      </button>
      <nav id="pages" aria-label="Pages" className={`${open ? 'grid' : 'hidden'} mt-3 grid-cols-2 gap-4 text-sm lg:mt-0 lg:grid lg:grid-cols-1`}>
        {groups.map((group) => (
          <div key={group.name}>
            <p id={`pages-${group.name}`} className="quiet mb-1 px-2 text-xs font-medium tracking-wide uppercase">
              {group.name}
            </p>
            <ul aria-labelledby={`pages-${group.name}`}>
              {group.pages.map((page) => (
                <li key={page.to}>
                  <Link to={page.to} className="nav" activeOptions={{ exact: page.to === '/', includeSearch: false }} activeProps={{ className: 'nav-here', 'aria-current': 'page' }}>
                    {page.name}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div>
          <p id="pages-more" className="quiet mb-1 px-2 text-xs font-medium tracking-wide uppercase">
            Beyond
          </p>
          <ul aria-labelledby="pages-more">
            <li>
              <a href={`${place}/swagger`} className="nav">
                API
              </a>
            </li>
            <li>
              <a href={`${place}/hangfire`} className="nav">
                Queue
              </a>
            </li>
          </ul>
        </div>
      </nav>
    </div>
  );
}
