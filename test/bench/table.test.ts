import { formatTable } from "../../bench/table";

test("numbers stand to the right, also where a row has none", () => {
  const rows = [
    { proxy: "portico", "requests/s": 12345 },
    { proxy: "nginx", note: "left out" },
  ];
  expect(formatTable(rows)).toBe(
    [
      "proxy    requests/s  note",
      "-------  ----------  --------",
      "portico      12,345",
      "nginx                left out",
      "",
    ].join("\n"),
  );
});
