namespace TorchSharp;

/// <summary>
/// Disposes, when it is disposed, every tensor created on its thread since it was opened, unless the tensor was
/// disposed, moved to another scope or detached before.
/// </summary>
public sealed partial class DisposeScope : IDisposable
{
    private DisposeScopeManager? _manager;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        OuterScope = outer;
    }

    internal DisposeScope? OuterScope { get; set; }

    private HashSet<IDisposable> Members { get; set; } = NewSet([]);

    /// <summary>The tensors now in the scope.</summary>
    /// <exception cref="ObjectDisposedException">The scope is disposed.</exception>
    public IReadOnlyList<IDisposable> DisposablesView => [.. Open().Members];

    /// <summary>How many tensors are now in the scope.</summary>
    /// <exception cref="ObjectDisposedException">The scope is disposed.</exception>
    public int DisposablesCount => Open().Members.Count;

    /// <summary>Whether the scope holds a tensor.</summary>
    public bool Contains(IDisposable disposable) => Members.Contains(disposable);

    /// <summary>Forgets a tensor that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        Open().Members.Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    /// <summary>Disposes the tensors in the scope; it stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    /// <summary>Disposes the tensors in the scope but those to keep, which stay in it.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var before = Open().Members;
        Members = NewSet(inKeep);
        foreach (var disposable in before)
        {
            if (!Members.Contains(disposable))
                disposable.Dispose();
        }
    }

    /// <inheritdoc cref="DisposeEverythingBut(IEnumerable{IDisposable})"/>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <inheritdoc cref="DisposeEverythingBut(IEnumerable{IDisposable})"/>
    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <summary>Disposes the tensors in the scope and closes it.</summary>
    public void Dispose()
    {
        if (_manager is null)
            return;
        DisposeEverything();
        _manager.Close(this);
        _manager = null;
    }

    internal void Register(torch.Tensor tensor)
    {
        Members.Add(tensor);
        tensor.OwningDisposeScope = this;
    }

    private DisposeScope Open()
    {
        ObjectDisposedException.ThrowIf(_manager is null, this);
        return this;
    }

    private static HashSet<IDisposable> NewSet(IEnumerable<IDisposable> members) => new(members, ReferenceEqualityComparer.Instance);
}
