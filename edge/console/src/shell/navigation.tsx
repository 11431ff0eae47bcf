import { Link, useRoute } from 'wouter';
import { type Area, areaNames, type ConsoleRoute, routes } from '../routes.ts';
import { useMe } from '../session/use-me.ts';
import { mayOpen } from './may-open.ts';

/** Pages by area: those alone that one's roles open. */
export function Navigation() {
  const { roles } = useMe();
  const open = routes.filter((route) => route.nav !== undefined && mayOpen(roles, route));
  // The names of the very object.
  const areas = (Object.keys(areaNames) as Area[]).filter((area) => open.some(({ nav }) => nav?.area === area));
  return (
    <nav aria-label="Console" className="navigation">
      {areas.map((area) => (
        <div key={area}>
          <h2 id={`area-${area}`}>{areaNames[area]}</h2>
          <ul aria-labelledby={`area-${area}`}>
            {open
              .filter(({ nav }) => nav?.area === area)
              .map((route) => (
                <li key={route.path}>
                  <NavLink route={route} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavLink({ route }: { readonly route: ConsoleRoute }) {
  const [here] = useRoute(route.path);
  return (
    <Link href={route.path} aria-current={here ? 'page' : undefined}>
      {route.title}
    </Link>
  );
}
