namespace KDiffE.Fuzz.Tests;

public sealed class ReadersTests
{
    /// <summary>Some seconds of all targets together: what an hour of a guided fuzzer finds is not theirs to find.</summary>
    private const int Inputs = 1_000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    public static TheoryData<string> QuickTargets => [.. FuzzTargets.All.Where(target => target.IsQuick).Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void WhatIsOfItsFormIsRead(string name)
    {
        var target = FuzzTargets.Find(name);

        foreach (var input in Corpus.Of(target))
            target.Execute(input);
    }

    [Theory]
    [MemberData(nameof(QuickTargets))]
    public void WhatIsOfNoFormIsRefusedWithAReasonAndCostsLittle(string name)
    {
        var target = FuzzTargets.Find(name);
        var mutator = new Mutator(Corpus.Of(target), seed: 1);

        for (var k = 0; k < Inputs; k++)
        {
            var input = mutator.Next();
            Should.NotThrow(() => target.Execute(input), $"Input {k}, as base64: {Convert.ToBase64String(input)}");
        }
    }
}
