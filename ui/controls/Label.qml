import QtQuick
import Hearthboard

Text {
    // What may be cut where there is no room for it: a name that somebody gave.
    property bool mayBeCut: false

    color: Theme.text
    font.family: Theme.family
    font.pixelSize: Theme.fontBody
    textFormat: Text.PlainText
    elide: mayBeCut ? Text.ElideRight : Text.ElideNone
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""
}
