import { exact, notFound, prefix, type RoutingCase, route, routed, table } from "../case-builders";

/**
 * Cases of the Ingress conformance tests (kubernetes-sigs/ingress-controller-conformance, `features/*_rules.feature`)
 * and of the table of examples on the Kubernetes page about Ingress.
 */
export const ingress: readonly RoutingCase[] = [
  {
    name: "Ingress: path rules",
    topology: table([
      route("foo-exact", [exact("/foo")], { hostnames: ["exact-path-rules.example"] }),
      route("foo-prefix", [prefix("/foo")], { hostnames: ["prefix-path-rules.example"] }),
      route("aaa-slash-bbb-prefix", [prefix("/aaa/bbb")], { hostnames: ["prefix-path-rules.example"] }),
      route("aaa-prefix", [prefix("/aaa")], { hostnames: ["prefix-path-rules.example"] }),
      route("mixed-prefix", [prefix("/foo")], { hostnames: ["mixed-path-rules.example"] }),
      route("mixed-exact", [exact("/foo")], { hostnames: ["mixed-path-rules.example"] }),
      route("aaa-slash-bbb-slash-prefix", [prefix("/aaa/bbb/")], { hostnames: ["trailing-slash-path-rules.example"] }),
      route("foo-slash-exact", [exact("/foo/")], { hostnames: ["trailing-slash-path-rules.example"] }),
    ]),
    requests: [
      routed("http://exact-path-rules.example/foo", "foo-exact"),
      notFound("http://exact-path-rules.example/foo/"),
      notFound("http://exact-path-rules.example/FOO"),
      notFound("http://exact-path-rules.example/bar"),
      routed("http://prefix-path-rules.example/foo", "foo-prefix"),
      routed("http://prefix-path-rules.example/foo/", "foo-prefix"),
      notFound("http://prefix-path-rules.example/FOO"),
      routed("http://prefix-path-rules.example/aaa/bbb", "aaa-slash-bbb-prefix"),
      routed("http://prefix-path-rules.example/aaa/bbb/ccc", "aaa-slash-bbb-prefix"),
      routed("http://prefix-path-rules.example/aaa/ccc", "aaa-prefix"),
      notFound("http://prefix-path-rules.example/aaaccc"),
      routed("http://mixed-path-rules.example/foo", "mixed-exact"),
      routed("http://mixed-path-rules.example/foo/", "mixed-prefix"),
      routed("http://trailing-slash-path-rules.example/aaa/bbb", "aaa-slash-bbb-slash-prefix"),
      routed("http://trailing-slash-path-rules.example/aaa/bbb/", "aaa-slash-bbb-slash-prefix"),
      routed("http://trailing-slash-path-rules.example/foo/", "foo-slash-exact"),
      notFound("http://trailing-slash-path-rules.example/foo"),
    ],
  },
  {
    name: "Ingress: host rules, with wildcards of one or more labels",
    topology: table([
      route("wildcard-foo-com", [prefix("/")], { hostnames: ["*.foo.com"] }),
      route("foo-bar-com", [prefix("/")], { hostnames: ["foo.bar.com"] }),
    ]),
    requests: [
      routed("http://foo.bar.com/", "foo-bar-com"),
      notFound("http://subdomain.bar.com/"),
      routed("http://bar.foo.com/", "wildcard-foo-com"),
      // An Ingress wildcard is one label; a Gateway API one, and so ours, is any number.
      routed("http://baz.bar.foo.com/", "wildcard-foo-com"),
      notFound("http://foo.com/"),
    ],
  },
  {
    name: "Ingress: examples of path types",
    topology: table([
      route("root", [prefix("/")], { hostnames: ["all.example"] }),
      route("nested-aaa", [prefix("/aaa")], { hostnames: ["all.example"] }),
      route("nested-aaa-bbb", [prefix("/aaa/bbb")], { hostnames: ["all.example"] }),
      route("foo-slash", [prefix("/foo/")], { hostnames: ["slash.example"] }),
      route("aaa-bb", [prefix("/aaa/bb")], { hostnames: ["bb.example"] }),
      route("aaa-bbb", [prefix("/aaa/bbb")], { hostnames: ["bbb.example"] }),
    ]),
    requests: [
      routed("http://all.example/any/path", "root"),
      routed("http://all.example/ccc", "root"),
      routed("http://all.example/aaa/ccc", "nested-aaa"),
      routed("http://all.example/aaa/bbb", "nested-aaa-bbb"),
      routed("http://slash.example/foo", "foo-slash"),
      routed("http://slash.example/foo/", "foo-slash"),
      notFound("http://bb.example/aaa/bbb"),
      routed("http://bbb.example/aaa/bbb/", "aaa-bbb"),
      routed("http://bbb.example/aaa/bbb/ccc", "aaa-bbb"),
      notFound("http://bbb.example/aaa/bbbxyz"),
      notFound("http://bbb.example/ccc"),
    ],
  },
];
