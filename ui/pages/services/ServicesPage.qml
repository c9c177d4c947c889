import QtQuick
import Hearthboard

// Connections, the store and what went wrong, in full sentences.
Sheets {
    id: root

    required property HomeModel home
    readonly property StatusModel status: home.status

    ScrollCard {
        title: qsTr("Connections")
        glyph: Glyph.Plug

        Repeater {
            model: root.status.connections
            delegate: Stack {
                id: connection

                required property string name
                required property string state
                required property string detail
                required property int level

                Label {
                    text: connection.name + " · " + connection.state
                    font.weight: Font.Medium
                    wrapMode: Text.Wrap
                    color: connection.level === StatusModel.Bad ? Theme.bad
                        : connection.level === StatusModel.Warning ? Theme.warning : Theme.text
                }
                Label {
                    Tile.present: text !== ""
                    wrapMode: Text.Wrap
                    text: connection.detail
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textFaint
                }
            }
        }
    }
    ScrollCard {
        title: qsTr("This display")
        glyph: Glyph.House

        Repeater {
            model: root.status.facts
            delegate: Fact {}
        }
    }
    ScrollCard {
        title: qsTr("Problems")
        glyph: Glyph.Warning
        note: root.status.problems.count === 0 ? qsTr("None") : ""
        Tile.tall: root.status.problems.count === 0 ? 0 : 1

        Repeater {
            model: root.status.problems
            delegate: Stack {
                id: problem

                required property string message
                required property string next
                required property string since

                Label {
                    wrapMode: Text.Wrap
                    text: problem.message
                }
                Label {
                    wrapMode: Text.Wrap
                    Tile.present: text !== ""
                    text: problem.next
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textFaint
                }
                Label {
                    Tile.present: text !== ""
                    text: problem.since
                    font.pixelSize: Theme.fontSmall
                    color: Theme.textFaint
                    wrapMode: Text.Wrap
                }
            }
        }
    }
}
