using KDiffE.TestKit;
using KDiffE.Training.Checkpoints;
using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("checkpoint");

    [Fact]
    public void EverythingComesBackFromTheFile()
    {
        using var numbers = tensor([1.5f, float.NegativeInfinity], [1, 2]);
        var checkpoint = new Checkpoint();
        checkpoint.Part("a").Put("floats", numbers);
        checkpoint.Part("b").Part("c").Put("integers", [3, 1]);
        checkpoint.PutValue("value", 0.1);
        checkpoint.Write(FilePath);

        var read = Checkpoint.Read(FilePath);

        read.Part("a").Get<float>("floats").ShouldBe([1.5f, float.NegativeInfinity]);
        read.Get<int>("b.c.integers").ShouldBe([3, 1]);
        read.GetValue<double>("value").ShouldBe(0.1);
        using var target = zeros(1, 2);
        read.Part("a").CopyTo("floats", target);
        TensorMemory.ToArray(target).ShouldBe([1.5f, float.NegativeInfinity]);
    }

    [Fact]
    public void WhatIsMissingOrOfAnotherTypeIsNamed()
    {
        var checkpoint = new Checkpoint();
        checkpoint.Put("x", [1]);
        checkpoint.PutValue("text", "abc");

        Should.Throw<FormatException>(() => checkpoint.Part("a").Get<int>("x")).Message.ShouldContain("a.x");
        Should.Throw<FormatException>(() => checkpoint.Get<float>("x")).Message.ShouldContain("Single");
        Should.Throw<FormatException>(() => checkpoint.GetValue<int>("text")).Message.ShouldContain("text");
        Should.Throw<FormatException>(() => checkpoint.GetValue<int>("y")).Message.ShouldContain("y");
    }

    [Fact]
    public void AFileWithAFlippedBitIsRefused()
    {
        var checkpoint = new Checkpoint();
        checkpoint.Put("x", Enumerable.Range(0, 100).ToArray());
        checkpoint.Write(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        foreach (var place in new[] { 20, bytes.Length / 2, bytes.Length - 1 })
        {
            var broken = bytes.ToArray();
            broken[place] ^= 1;
            File.WriteAllBytes(FilePath, broken);

            Should.Throw<FormatException>(() => Checkpoint.Read(FilePath));
        }
    }

    public void Dispose() => _folder.Dispose();
}
