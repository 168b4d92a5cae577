using SharpFuzz;

namespace KDiffE.Fuzz;

/// <summary>Runs targets.</summary>
internal static class FuzzProgram
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["list"]:
                foreach (var target in FuzzTargets.All)
                    Console.WriteLine(target.Name);
                return 0;
            case ["corpus", var name, var folder]:
                Corpus.Write(FuzzTargets.Find(name), folder);
                return 0;
            // What AFL++ runs: it hands over inputs and hears of every exception that no refusal is.
            case ["afl", var name]:
                var fuzzed = FuzzTargets.Find(name);
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using var copy = new MemoryStream();
                    stream.CopyTo(copy);
                    fuzzed.Execute(copy.ToArray());
                });
                return 0;
            // One input after the other, to see what a finding is.
            case ["run", var name, .. var files] when files.Length > 0:
                foreach (var file in files)
                {
                    FuzzTargets.Find(name).Execute(File.ReadAllBytes(file));
                    Console.WriteLine($"{file}: nothing found");
                }

                return 0;
            default:
                Console.Error.WriteLine("Fuzz list | corpus TARGET FOLDER | afl TARGET | run TARGET FILE…");
                return 2;
        }
    }
}
