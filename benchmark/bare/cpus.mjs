// Prints how many CPUs each says there are.
import { availableParallelism, cpus } from 'node:os'
import { js, load, native } from './packages.mjs'

const { cpu } = (await load('systeminformation')).default
console.log(
  JSON.stringify({
    procpilot: native.getCpuCount(),
    fallback: js.getCpuCount(),
    'os.cpus().length': cpus().length,
    'os.availableParallelism()': availableParallelism(),
    systeminformation: (await cpu()).cores,
  }),
)
