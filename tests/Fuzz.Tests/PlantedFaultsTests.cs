using System.Text;
using KDiffE.Fuzz.Targets;

namespace KDiffE.Fuzz.Tests;

/// <summary>Faults that a reader could have, put into small readers: each is found, so that nothing found says something.</summary>
public sealed class PlantedFaultsTests
{
    private static readonly byte[][] Numbers = [.. new[] { "12", "7\n8" }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public void AnExceptionThatIsNoRefusalIsFound() =>
        Finds(input => _ = int.Parse(Encoding.UTF8.GetString(input), System.Globalization.CultureInfo.InvariantCulture) / (input.Length - 1))
            .ShouldBeOfType<DivideByZeroException>();

    [Fact]
    public void ARefusalWithoutAReasonIsFound() =>
        Finds(input => throw new FormatException(" ")).ShouldBeOfType<FuzzFindingException>().Message.ShouldBe("FormatException says nothing.");

    [Fact]
    public void WhatAllocatesFarMoreThanItReadsIsFound() =>
        Finds(input => GC.KeepAlive(new byte[100_000_000])).ShouldBeOfType<FuzzFindingException>().Message.ShouldContain("bytes were allocated for an input of");

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", true)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n", true)]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\n", false)]
    [InlineData("HTTP/1.1 504 Gateway Timeout\r\n", false)]
    [InlineData("{}", false)]
    public void AnAnswerThatTellsOfAFaultOfTheServiceIsFound(string answer, bool isInOrder) => FuzzedApi.IsInOrder(answer).ShouldBe(isInOrder);

    private static Exception Finds(Action<byte[]> read)
    {
        var (target, mutator) = (new Planted(read), new Mutator(Numbers, seed: 1));
        for (var k = 0; k < 1_000; k++)
        {
            try
            {
                target.Execute(mutator.Next());
            }
            catch (Exception error)
            {
                return error;
            }
        }

        throw new InvalidOperationException("Nothing was found.");
    }

    private sealed class Planted(Action<byte[]> read) : FuzzTarget("planted", typeof(FormatException), typeof(OverflowException))
    {
        protected override void Read(ReadOnlySpan<byte> input) => read(input.ToArray());
    }
}
