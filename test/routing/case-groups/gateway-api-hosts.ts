import { notFound, prefix, type RoutingCase, route, routed, table } from "../case-builders";

/**
 * Cases of the Gateway API's conformance tests about hostnames. The hostnames of a Gateway's listeners are those of
 * our router; what is attached to one listener alone is a route with that hostname.
 */
export const gatewayApiHosts: readonly RoutingCase[] = [
  {
    name: "Gateway API: hostname intersection",
    topology: table(
      [
        route("specific-specific", [prefix("/s1")], {
          hostnames: ["non.matching.com", "*.nonmatchingwildcard.io", "very.specific.com"],
        }),
        route("specific-wildcard", [prefix("/s2")], {
          hostnames: ["non.matching.com", "wildcard.io", "foo.wildcard.io", "bar.wildcard.io", "foo.bar.wildcard.io"],
        }),
        route("wildcard-specific", [prefix("/s3")], { hostnames: ["non.matching.com", "*.specific.com"] }),
        route("wildcard-wildcard", [prefix("/s4")], { hostnames: ["*.anotherwildcard.io"] }),
      ],
      { hostnames: ["very.specific.com", "*.wildcard.io", "*.anotherwildcard.io"] },
    ),
    requests: [
      routed("http://very.specific.com/s1", "specific-specific"),
      routed("http://very.specific.com:1234/s1", "specific-specific"),
      notFound("http://non.matching.com/s1"),
      notFound("http://foo.nonmatchingwildcard.io/s1"),
      notFound("http://foo.wildcard.io/s1"),
      notFound("http://very.specific.com/non-matching-prefix"),

      routed("http://foo.wildcard.io/s2", "specific-wildcard"),
      routed("http://bar.wildcard.io/s2", "specific-wildcard"),
      routed("http://foo.bar.wildcard.io/s2", "specific-wildcard"),
      notFound("http://non.matching.com/s2"),
      notFound("http://wildcard.io/s2"),
      notFound("http://very.specific.com/s2"),
      notFound("http://foo.wildcard.io/non-matching-prefix"),

      routed("http://very.specific.com/s3", "wildcard-specific"),
      notFound("http://non.matching.com/s3"),
      notFound("http://foo.specific.com/s3"),
      notFound("http://foo.wildcard.io/s3"),
      notFound("http://very.specific.com/non-matching-prefix"),

      routed("http://foo.anotherwildcard.io/s4", "wildcard-wildcard"),
      routed("http://bar.anotherwildcard.io/s4", "wildcard-wildcard"),
      routed("http://foo.bar.anotherwildcard.io/s4", "wildcard-wildcard"),
      notFound("http://anotherwildcard.io/s4"),
      notFound("http://foo.wildcard.io/s4"),
      notFound("http://very.specific.com/s4"),
      notFound("http://foo.anotherwildcard.io/non-matching-prefix"),

      notFound("http://specific.but.wrong.com/s5"),
      notFound("http://wildcard.io/s5"),
    ],
  },
  {
    name: "Gateway API: hostname intersection with a listener for every host",
    topology: table([route("all", [], { hostnames: ["first.com", "sub.first.com", "second.com", "sub.second.com"] })]),
    requests: [
      routed("http://first.com/", "all"),
      routed("http://sub.first.com/", "all"),
      routed("http://second.com/", "all"),
      routed("http://sub.second.com/", "all"),
      notFound("http://third.com/"),
      notFound("http://sub.third.com/"),
    ],
  },
  {
    name: "Gateway API: listener hostname matching",
    topology: table([
      route("v1", [], { hostnames: ["bar.com"] }),
      route("v2", [], { hostnames: ["foo.bar.com"] }),
      route("v3", [], { hostnames: ["*.bar.com", "*.foo.com"] }),
    ]),
    requests: [
      routed("http://bar.com/", "v1"),
      routed("http://foo.bar.com/", "v2"),
      routed("http://baz.bar.com/", "v3"),
      routed("http://boo.bar.com/", "v3"),
      routed("http://multiple.prefixes.bar.com/", "v3"),
      routed("http://multiple.prefixes.foo.com/", "v3"),
      notFound("http://foo.com/"),
      notFound("http://no.matching.host/"),
    ],
  },
];
