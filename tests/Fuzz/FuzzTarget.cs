namespace KDiffE.Fuzz;

/// <summary>Something that reads what strangers send, and what it may say of input that is none of its form.</summary>
/// <param name="name">Its name on the command line, and that of its folder in the corpus.</param>
/// <param name="refusals">The exceptions by which it refuses input; every other one is a finding.</param>
internal abstract class FuzzTarget(string name, params Type[] refusals)
{
    /// <summary>The most bytes that it may allocate besides for each byte of input.</summary>
    private const long BytesPerByte = 4_096;

    /// <summary>Its name on the command line, and that of its folder in the corpus.</summary>
    internal string Name => name;

    /// <summary>Inputs to begin with that are of its form, besides those of the corpus: made by the writers of this project.</summary>
    internal virtual IEnumerable<byte[]> Seeds => [];

    /// <summary>Whether no input takes it long; where one may, unguided changes have no place among quick tests.</summary>
    internal virtual bool IsQuick => true;

    /// <summary>The most bytes that reading may allocate whatever the input is.</summary>
    protected virtual long FreeBytes => 64L << 20;

    /// <summary>Reads an input. Refusals are no finding; anything else that is thrown is.</summary>
    /// <exception cref="FuzzFindingException">Something is true that never should be, or too much was allocated.</exception>
    internal void Execute(ReadOnlySpan<byte> input)
    {
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            Read(input);
        }
        catch (Exception error) when (refusals.Any(refusal => refusal.IsInstanceOfType(error)))
        {
            // A clear error that names the fault is what bad input gets.
            if (string.IsNullOrWhiteSpace(error.Message))
                throw new FuzzFindingException($"{error.GetType().Name} says nothing.", error);
        }

        var allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > FreeBytes + (BytesPerByte * input.Length))
            throw new FuzzFindingException($"{allocated} bytes were allocated for an input of {input.Length}.");
    }

    /// <summary>Reads an input as the service does.</summary>
    protected abstract void Read(ReadOnlySpan<byte> input);

    /// <summary>States what never may be otherwise.</summary>
    /// <exception cref="FuzzFindingException">It is otherwise.</exception>
    protected static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FuzzFindingException(otherwise);
    }
}
