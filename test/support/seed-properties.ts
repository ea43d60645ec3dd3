import fc from "fast-check";

// Before each test file: its properties take the seed that was chosen for the run.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PORTICO_SEED) });
