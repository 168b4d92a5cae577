using KDiffE.Training.Torch;
using static TorchSharp.torch;

namespace KDiffE.Training.Tests.Torch;

public sealed class TorchDeviceTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public void IsTheProcessorWhereThereIsNoGpu(string name)
    {
        Assert.SkipWhen(cuda.is_available(), "There is a GPU.");

        TorchDevice.Open(name).ToString().ShouldBe("cpu");
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void RefusesAGpuThatIsNotThereAndSaysWhatToDo(string name)
    {
        Assert.SkipWhen(cuda.is_available(), "There is a GPU.");

        Should.Throw<InvalidOperationException>(() => TorchDevice.Open(name)).Message
            .ShouldSatisfyAllConditions(message => message.ShouldContain($"'{name}'"), message => message.ShouldContain("'cpu' or 'auto'"));
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("cpu", true)]
    [InlineData("cuda", true)]
    [InlineData("cuda:3", true)]
    [InlineData("cuda:", false)]
    [InlineData("cuda:-1", false)]
    [InlineData("gpu", false)]
    [InlineData("CPU", false)]
    public void KnowsTheNamesOfDevices(string name, bool known) => TorchDevice.IsName(name).ShouldBe(known);
}
